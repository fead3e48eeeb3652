import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkOutcome } from '../../src/journal/index.js';
import { linesForwards } from '../../src/journal/record-lines.js';
import { outcomeOfRecord, recordOf, summaryOfRecord } from '../../src/journal/work-record.js';
import { workOutcome } from './shared-stage.js';

const MAX_RESULT_BYTES = 64;

const text = fc.string({ unit: 'binary' });
const outcomes = fc
  .record({
    handle: text,
    functionName: text,
    unique: text,
    message: text,
    exitCode: fc.option(fc.nat(255)),
    signal: fc.option(fc.constantFrom('SIGKILL', 'SIGTERM')),
    outcome: fc.constantFrom<WorkOutcome['outcome'][]>('complete', 'fail', 'exception', 'timeout', 'lost'),
    result: fc.oneof(
      fc.uint8Array({ maxLength: 2 * MAX_RESULT_BYTES }),
      text.map((each) => Buffer.from(each)),
      // What the end of a record is recognised by.
      fc
        .constantFrom(',"truncated":false}', '","truncated":true}', '\\', '"data":""}')
        .map((each) => Buffer.from(each)),
    ),
  })
  .map(({ handle, ...more }) => workOutcome(handle, more));

function lineOf(outcome: WorkOutcome): Buffer {
  return recordOf(outcome, MAX_RESULT_BYTES).subarray(1, -1);
}

describe('A record', () => {
  it('is one line with a line end on either side, whatever is in it', () => {
    fc.assert(
      fc.property(outcomes, (outcome) => {
        const record = recordOf(outcome, MAX_RESULT_BYTES);
        expect([record[0], record.at(-1)]).toEqual([10, 10]);
        expect(record.subarray(1, -1).includes(10)).toBe(false);
      }),
    );
  });

  it('is read as what was written, with the first bytes of the result', () => {
    fc.assert(
      fc.property(outcomes, (outcome) => {
        const { result, ...facts } = outcome;
        const kept = outcomeOfRecord(lineOf(outcome));
        const truncated = result.length > MAX_RESULT_BYTES;
        expect(kept).toEqual({ ...facts, truncated, result: Buffer.from(result).subarray(0, MAX_RESULT_BYTES) });
        expect(summaryOfRecord(lineOf(outcome))).toEqual({ ...facts, truncated });
      }),
    );
  });

  it('that was cut short anywhere is none, and takes no other one with it', () => {
    fc.assert(
      fc.property(outcomes, outcomes, fc.nat(), (killed, next, cut) => {
        const record = recordOf(killed, MAX_RESULT_BYTES);
        const torn = record.subarray(0, cut % (record.length - 1));
        const file = Buffer.concat([torn, recordOf(next, MAX_RESULT_BYTES)]);
        const read = [...linesForwards(file)].flatMap((line) => outcomeOfRecord(line) ?? []);
        expect(read.map(({ handle }) => handle)).toEqual([next.handle]);
        expect([...linesForwards(file)].flatMap((line) => summaryOfRecord(line) ?? [])).toHaveLength(1);
      }),
    );
  });

  it('of another program is none', () => {
    for (const line of [
      '',
      '{}',
      'null',
      '{"handle":1,"data":"","truncated":false}',
      '[],"data":"","truncated":false}',
    ]) {
      expect(outcomeOfRecord(Buffer.from(line))).toBeUndefined();
    }
  });
});
