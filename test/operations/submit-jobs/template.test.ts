import { describe, expect, it } from 'vitest';
import { InputDataError, UsageError } from '../../../src/errors.js';
import { Template } from '../../../src/operations/submit-jobs/template.js';

const fill = (text: string, record: string | Uint8Array, number = 1) =>
  Buffer.from(new Template(text).fill(Buffer.from(record), number));

describe('a template', () => {
  it('has gaps for the record, the same as a JSON string, and its number', () => {
    expect(String(fill('{"path":{json},"n":{#}} {}!', 'a "b"\n', 7))).toBe('{"path":"a \\"b\\"\\n","n":7} a "b"\n!');
  });

  it('leaves the bytes of the record as they are', () => {
    const record = Uint8Array.of(0xff, 0x00, 0x80);
    expect(fill('<{}{}>', record)).toEqual(Buffer.from([0x3c, ...record, ...record, 0x3e]));
  });

  it('is not itself looked through for gaps that the record fills in', () => {
    expect(String(fill('{} {#}', '{#}{json}', 3))).toBe('{#}{json} 3');
  });

  it('refuses to make a JSON string of what is no UTF-8, and names the job', () => {
    expect(() => fill('{json}', Uint8Array.of(0xff), 12)).toThrow(InputDataError);
    expect(() => fill('{json}', Uint8Array.of(0xff), 12)).toThrow('job 12');
  });

  it('has to have a gap', () => {
    expect(() => new Template('always the same')).toThrow(UsageError);
    expect(() => new Template('')).toThrow(UsageError);
  });
});
