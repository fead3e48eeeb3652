import { describe, expect, it } from 'vitest';
import { DocumentFields } from '../../src/admin/document-fields.js';
import { ProtocolError } from '../../src/errors.js';

const SCHEMA = 'gearctl/fruit/1';

function fieldsOf(document: object): DocumentFields {
  return DocumentFields.parse(JSON.stringify({ schema: SCHEMA, ...document }), SCHEMA, 'the answer');
}

describe('the fields of a document', () => {
  it('are read by their names, whatever else is there', () => {
    const fields = fieldsOf({ count: 3, ripe: true, age: 1.5, at: '1970-01-01T00:00:01.000Z', sizes: [1, 2], new: {} });
    expect(fields.number('count')).toBe(3);
    expect(fields.flag('ripe')).toBe(true);
    expect(fields.durationMs('age')).toBe(1500);
    expect(fields.epochMs('at')).toBe(1000);
    expect(fields.numbers('sizes')).toEqual([1, 2]);
  });

  it('are text, or bytes that are none', () => {
    const fields = fieldsOf({ name: 'größe', odd_base64: '/w==', data: 'größe', raw_base64: 'AP8=' });
    expect(fields.text('name')).toBe('größe');
    expect(fields.text('odd')).toBe('\xff');
    expect(fields.bytes('data')).toEqual(Buffer.from('größe'));
    expect(fields.bytes('raw')).toEqual(Buffer.from([0, 255]));
  });

  it('may be objects, lists of them, and null', () => {
    const fields = fieldsOf({ best: { name: 'a' }, all: [{ name: 'a' }, { name: 'b' }], none: null });
    expect(fields.object('best').text('name')).toBe('a');
    expect(fields.objects('all').map((each) => each.text('name'))).toEqual(['a', 'b']);
    expect(fields.optional('none', (name) => fields.text(name))).toBeUndefined();
    expect(fields.optional('best', (name) => fields.object(name))).toBeInstanceOf(DocumentFields);
  });

  it('must be there, and of their type', () => {
    const fields = fieldsOf({ count: '3', at: 'today', sizes: [1, 'two'], all: [1], kind: 'melon' });
    for (const read of [
      () => fields.number('count'),
      () => fields.number('missing'),
      () => fields.flag('count'),
      () => fields.text('missing'),
      () => fields.bytes('missing'),
      () => fields.epochMs('at'),
      () => fields.numbers('sizes'),
      () => fields.objects('all'),
      () => fields.object('count'),
      () => fields.oneOf('kind', ['apple', 'pear']),
      () => fields.optional('missing', (name) => fields.text(name)),
    ]) {
      expect(read, read.toString()).toThrow(ProtocolError);
    }
  });

  it('are those of one schema', () => {
    for (const json of ['{', '[]', 'null', '{}', '{"schema":"gearctl/fruit/2"}']) {
      expect(() => DocumentFields.parse(json, SCHEMA, 'the answer'), json).toThrow(ProtocolError);
    }
  });

  it('are named in the error', () => {
    const best = fieldsOf({ best: {} }).object('best');
    expect(() => best.number('count')).toThrow("'best' in the answer has no usable 'count'");
  });
});
