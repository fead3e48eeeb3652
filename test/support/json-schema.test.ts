import { describe, expect, it } from 'vitest';
import { arrayOf, count, documentSchema, instant, object } from '../../src/cli/schemas/json-schema.js';
import { violations } from './json-schema.js';

const schema = documentSchema(
  'test/1',
  'A document to test with.',
  {
    time: instant,
    rows: arrayOf({ $ref: '#/$defs/row' }),
    answer: { oneOf: [object({ ok: { const: true } }), object({ ok: { const: false }, why: { type: 'string' } })] },
  },
  { row: object({ name: { type: ['string', 'null'] }, size: count, color: { enum: ['red', 'green'] } }, ['color']) },
);

const valid = {
  schema: 'test/1',
  time: '2026-09-28T14:07:32.120Z',
  rows: [
    { name: null, size: 0 },
    { name: 'a', size: 1, color: 'red' },
  ],
  answer: { ok: true },
};

describe('the validator of JSON documents', () => {
  it('finds nothing in a valid one', () => {
    expect(violations(valid, schema)).toEqual([]);
  });

  it.each([
    [{ schema: 'test/2' }, '$.schema: is not test/1'],
    [{ time: 'today' }, '$.time: is no time'],
    [{ rows: {} }, '$.rows: {} is no array'],
    [{ rows: [{ name: 1, size: 0 }] }, '$.rows[0].name: 1 is no string or null'],
    [{ rows: [{ name: 'a' }] }, '$.rows[0].size: is missing'],
    [{ rows: [{ name: 'a', size: -1 }] }, '$.rows[0].size: -1 is too small'],
    [{ rows: [{ name: 'a', size: 0.5 }] }, '$.rows[0].size: 0.5 is no integer'],
    [{ rows: [{ name: 'a', size: 1, color: 'blue' }] }, '$.rows[0].color: is none of red, green'],
    [{ more: 1 }, '$.more: is not in the schema'],
  ])('finds what is wrong with %j', (change, violation) => {
    expect(violations({ ...valid, ...change }, schema)).toEqual([violation]);
  });

  it('wants exactly one of several schemas to match', () => {
    expect(violations({ ...valid, answer: { ok: false } }, schema)).toEqual([
      expect.stringContaining('$.answer: matches 0 of 2 schemas'),
    ]);
  });
});
