import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findStringMember } from '../../../src/exec/coprocess/json-member.js';

/** What stands in the place that was found, read as a string. */
function found(json: string): string | undefined {
  const bytes = Buffer.from(json);
  const place = findStringMember(bytes, 'data');
  return place && JSON.parse(`"${bytes.toString('utf8', place.start, place.end)}"`);
}

describe('findStringMember', () => {
  it('finds the string of a flat object, wherever it stands and whatever is in it', () => {
    const flat = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
    const others = fc.dictionary(
      fc.string({ unit: 'grapheme' }).filter((name) => name !== 'data'),
      flat,
    );
    fc.assert(
      fc.property(
        others,
        fc.string({ unit: 'grapheme' }),
        others,
        fc.constantFrom(0, 2),
        (before, data, after, indent) => {
          const { data: _, ...rest } = { ...before, data, ...after };
          const object = { ...before, data, ...rest };
          expect(found(JSON.stringify(object, undefined, indent))).toBe(data);
        },
      ),
    );
  });

  it.each(['', '[]', '{}', '{"data":7}', '{"data"', '{"data":"x', '{"a":{},"data":"x"}', 'x', '{"a" "data":"x"}'])(
    'leaves %s to others',
    (json) => {
      expect(found(json)).toBeUndefined();
    },
  );
});
