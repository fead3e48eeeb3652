import { describe, expect, it } from 'vitest';
import { ConnectError, PacketTooLargeError, ServerError } from '../../../src/errors.js';
import type { WorkEvent } from '../../../src/operations/run-worker/work-event.js';
import { WorkReporter } from '../../../src/operations/run-worker/work-reporter.js';
import type { WorkerEvent } from '../../../src/worker/index.js';

const facts = { functions: ['resize'], slots: 2, pid: 4711 };
const refused = new ConnectError('q2', 'ECONNREFUSED', 'connection refused');

const connected = (server: string): WorkerEvent => ({ type: 'connected', server, slot: 1 });
const retrying: WorkerEvent = {
  type: 'retrying',
  ...{ server: 'q2', slot: 1, error: refused, attempt: 1, delayMs: 200 },
};

function reported(events: readonly WorkerEvent[], reconnects = true): WorkEvent[] {
  const all: WorkEvent[] = [];
  const reporter = new WorkReporter({ ...facts, reconnects }, ['q1', 'q2'], (event) => void all.push(event));
  for (const event of events) reporter.note(event);
  return all;
}

const ready = (...isUp: boolean[]) => ({
  type: 'ready',
  ...facts,
  servers: isUp.map((up, at) => ({ server: `q${at + 1}`, isUp: up })),
});

describe('the reporter', () => {
  it('says ready when it is known of each server whether it is there', () => {
    expect(reported([connected('q1')])).toEqual([]);
    expect(reported([connected('q1'), connected('q2')])).toEqual([ready(true, true)]);
  });

  it('says before that which server is not there, and is ready without it', () => {
    const down = { type: 'server', server: 'q2', isUp: false, message: 'connection refused; trying again' };
    expect(reported([retrying])).toEqual([down]);
    expect(reported([retrying, connected('q1')])).toEqual([down, ready(true, false)]);
  });

  it('promises no other try where there is none', () => {
    expect(reported([retrying], false)).toEqual([
      { type: 'server', server: 'q2', isUp: false, message: 'connection refused' },
    ]);
  });

  it('says from then on when a server comes', () => {
    expect(reported([connected('q1'), retrying, connected('q2')]).at(-1)).toEqual({
      type: 'server',
      ...{ server: 'q2', isUp: true, message: 'connected' },
    });
  });

  it('passes on what a server did not want, and that a job is too large', () => {
    const where = { server: 'q1', slot: 1 };
    const error = new ServerError('q1', 'JOB_NOT_FOUND', 'Job given in work result not found');
    expect(reported([{ type: 'report-refused', ...where, error, job: undefined }])).toEqual([
      { type: 'warning', message: 'q1 answered JOB_NOT_FOUND: Job given in work result not found' },
    ]);
    const tooLarge = new PacketTooLargeError(200, 100, { hint: 'raise the limit' });
    expect(reported([{ type: 'job-too-large', ...where, error: tooLarge, inARow: 1 }])).toEqual([
      { type: 'warning', message: 'a packet of 200 bytes is over the limit of 100 bytes: raise the limit' },
    ]);
  });
});
