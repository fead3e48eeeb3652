import { describe, expect, it } from 'vitest';
import { bytesJson } from '../../../../src/cli/output/bytes-json.js';
import { deadLetter } from '../../../../src/operations/run-worker/retry/dead-letter.js';
import type { Job } from '../../../../src/worker/index.js';

const failure = { attempt: 2, startedAtMs: 0, endedAtMs: 1500, exitCode: 3, signal: null, message: 'exit 3   oops' };

function letterOf(workload: Uint8Array) {
  const job = { functionName: 'f', handle: 'H:1', unique: 'u', reducer: '', server: 'q1:4730', workload };
  return JSON.parse(Buffer.from(deadLetter(job as Job, 'exit 3', [failure], 'web2/f', bytesJson)).toString());
}

describe('a dead letter', () => {
  it('tells who the job was, why it failed and how, and what it was to work on', () => {
    expect(letterOf(Buffer.from('hello'))).toEqual({
      ...{ schema: 'gearctl/dead-letter/1', function: 'f', handle: 'H:1', unique: 'u', reducer: '', server: 'q1:4730' },
      ...{ worker: 'web2/f', reason: 'exit 3', bytes: 5, data: 'hello' },
      attempts: [
        {
          ...{ attempt: 2, started: '1970-01-01T00:00:00.000Z', ended: '1970-01-01T00:00:01.500Z' },
          ...{ exit_code: 3, signal: null, message: 'exit 3   oops' },
        },
      ],
    });
  });

  it('has the same bytes of a workload of any size', () => {
    for (const size of [0, 1, 64 * 2 ** 20 + 1]) {
      const workload = Buffer.alloc(size, Buffer.of(0xff, 1, 2));
      const { data = '', data_base64 = Buffer.from(data).toString('base64') } = letterOf(workload);
      expect(Buffer.from(data_base64, 'base64').equals(workload)).toBe(true);
    }
  });
});
