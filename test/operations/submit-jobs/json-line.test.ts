import { describe, expect, it } from 'vitest';
import { InputDataError, NameError } from '../../../src/errors.js';
import { atLine, parseJobLine } from '../../../src/operations/submit-jobs/json-line.js';

const parse = (line: string | Uint8Array) => parseJobLine(Buffer.from(line));
const workload = (line: string) => Buffer.from(parse(line)?.workload ?? []);

describe('parseJobLine', () => {
  it('reads all that a job can have', () => {
    const line = '{"function":"f","data":"d","unique":"u","priority":"high","background":true}';
    expect(parse(line)).toEqual({
      functionName: 'f',
      workload: new Uint8Array([0x64]),
      unique: 'u',
      priority: 'high',
      background: true,
    });
  });

  it('leaves out what the line does not say', () => {
    expect(parse('{}')).toEqual({ workload: new Uint8Array(0) });
  });

  it('gives nothing for a blank line', () => {
    expect(parse('')).toBeUndefined();
    expect(parse(' \t\r')).toBeUndefined();
  });

  it.each([
    ['{"at":"2026-12-24T18:00:00Z"}', '2026-12-24T18:00:00.000Z'],
    ['{"at":"2026-12-24T18:00:00.25+01:00"}', '2026-12-24T17:00:00.250Z'],
    ['{"at":1790000000}', '2026-09-21T14:13:20.000Z'],
  ])('reads when a job may run: %s', (line, time) => {
    expect(parse(line)?.runAt?.toISOString()).toBe(time);
  });

  it.each([
    ['{"data":"é\\u0000"}', Buffer.from('é\0')],
    ['{"data_base64":"/wCA"}', Buffer.from([0xff, 0x00, 0x80])],
    ['{"data_base64":""}', Buffer.alloc(0)],
    ['{"json":{"a":[1,"x",null]}}', Buffer.from('{"a":[1,"x",null]}')],
    ['{"json":null}', Buffer.from('null')],
    ['{"json":9007199254740991}', Buffer.from('9007199254740991')],
  ])('takes the workload of %s', (line, bytes) => {
    expect(workload(line)).toEqual(bytes);
  });

  it.each([
    ['{"data":1}', "'data' is not a text"],
    ['{"data":"a","json":1}', 'either data or json'],
    ['{"data_base64":"a"}', "'data_base64' is not Base64"],
    ['{"data_base64":"a b="}', "'data_base64' is not Base64"],
    ['{"priority":"urgent"}', "'priority' is not high, normal or low"],
    ['{"background":1}', "'background' is not true or false"],
    ['{"fucntion":"f"}', "'fucntion' is no key"],
    ['{"at":"10:00"}', "'at' is not a time"],
    ['{"at":"2026-12-24T18:00:00"}', "'at' is not a time"],
    ['{"at":"2026-13-24T18:00:00Z"}', "'at' is not a time"],
    ['{"at":true}', "'at' is not a time"],
    ['{"at":1e300}', "'at' is not a time"],
    ['{"at":1790000000,"background":false}', "'background' cannot be false"],
    ['[]', 'not an object'],
    ['null', 'not an object'],
    ['{"data":', 'not JSON'],
    ['{"data":"\\ud800"}', 'half a character'],
    ['{"json":[9007199254740993]}', 'over 2^53'],
  ])('refuses %s: %s', (line, message) => {
    expect(() => parse(line)).toThrow(InputDataError);
    expect(() => parse(line)).toThrow(message);
  });

  it('refuses bytes that are no UTF-8 instead of replacing them', () => {
    expect(() => parse(Uint8Array.of(0x22, 0xff, 0x22))).toThrow('not UTF-8');
  });
});

describe('atLine', () => {
  it('tells the line, and keeps hint and cause', () => {
    const cause = new NameError('the function name is empty', { hint: 'give one' });
    const error = atLine(cause, 7);
    expect(error).toBeInstanceOf(InputDataError);
    expect(error).toMatchObject({ line: 7, message: 'line 7: the function name is empty', hint: 'give one', cause });
  });

  it('leaves what is a bug as it is', () => {
    const bug = new TypeError('oops');
    expect(atLine(bug, 7)).toBe(bug);
  });
});
