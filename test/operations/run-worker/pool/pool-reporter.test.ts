import { describe, expect, it } from 'vitest';
import { ConnectError, NoServerError, PacketTooLargeError, ServerError } from '../../../../src/errors.js';
import { PoolReporter } from '../../../../src/operations/run-worker/pool/pool-reporter.js';
import type { WorkEvent } from '../../../../src/operations/run-worker/work-event.js';
import type { WorkerEvent } from '../../../../src/worker/index.js';

const worker = { functions: ['resize'], slots: 2, servers: ['q1', 'q2'] };
const refused = new ConnectError('q2', 'ECONNREFUSED', 'connection refused');

const connected = (server: string): WorkerEvent => ({ type: 'connected', server, slot: 1 });
const retrying: WorkerEvent = {
  type: 'retrying',
  ...{ server: 'q2', slot: 1, error: refused, attempt: 1, delayMs: 200 },
};

function reported(events: readonly WorkerEvent[], reconnects = true): WorkEvent[] {
  const all: WorkEvent[] = [];
  const reporter = new PoolReporter<typeof worker>({ pid: 4711, reconnects }, (event) => void all.push(event));
  reporter.add(worker);
  for (const event of events) reporter.note(worker, event);
  return all;
}

const ready = (...isUp: boolean[]) => ({
  type: 'ready',
  ...{ groups: [{ functions: ['resize'], slots: 2 }], pid: 4711 },
  servers: isUp.map((up, at) => ({ server: `q${at + 1}`, isUp: up })),
});

describe('the reporter', () => {
  it('takes a server for reached when one of several workers has reached it, and tells of all workers', () => {
    const all: WorkEvent[] = [];
    const reporter = new PoolReporter<typeof worker>({ pid: 1, reconnects: true }, (event) => void all.push(event));
    const other = { functions: ['mail'], slots: 1, servers: ['q1', 'q2'] };
    reporter.add(worker);
    reporter.add(other);
    reporter.note(worker, connected('q1'));
    reporter.note(other, connected('q2'));
    const groups = [worker, other].map(({ functions, slots }) => ({ functions, slots }));
    const servers = ['q1', 'q2'].map((server) => ({ server, isUp: true }));
    expect(all).toEqual([{ type: 'ready', groups, servers, pid: 1 }]);
  });

  it('knows why no server is there', () => {
    const reporter = new PoolReporter<typeof worker>({ pid: 1, reconnects: true }, () => undefined);
    reporter.add(worker);
    reporter.note(worker, retrying);
    expect(reporter.unreachable).toBeUndefined();
    reporter.note(worker, { ...retrying, server: 'q1' });
    expect(reporter.unreachable).toBeInstanceOf(NoServerError);
    reporter.note(worker, connected('q1'));
    expect(reporter.unreachable).toBeUndefined();
  });

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
