import { describe, expect, it } from 'vitest';
import { ClosedError, ConnectError, ConnectionLostError, type GearctlError } from '../../../../src/errors.js';
import { ServerWatch } from '../../../../src/operations/run-worker/pool/server-watch.js';
import type { WorkerEvent } from '../../../../src/worker/index.js';

const refused = new ConnectError('q1', 'ECONNREFUSED', 'connection refused');
const lost = new ConnectionLostError('q1', 'the connection to q1 was lost');

const connected = (slot: number, server = 'q1'): WorkerEvent => ({ type: 'connected', server, slot });
const disconnected = (slot: number, error: GearctlError | undefined): WorkerEvent => ({
  type: 'disconnected',
  server: 'q1',
  slot,
  error,
});
const retrying = (slot: number, error: GearctlError, attempt = 1): WorkerEvent => ({
  type: 'retrying',
  ...{ server: 'q1', slot, error, attempt, delayMs: 200 },
});

function watchOver(...servers: string[]): ServerWatch {
  const watch = new ServerWatch();
  watch.add(servers);
  return watch;
}

/** What is told of the events, those of which nothing is told left out. */
function told(...events: WorkerEvent[]): (GearctlError | 'up')[] {
  const watch = watchOver('q1', 'q2');
  return events.flatMap((event) => {
    const change = watch.note(1, event);
    return change === undefined ? [] : [change.error ?? 'up'];
  });
}

describe('the watch over servers', () => {
  it('tells once that a server was reached, however many slots reach it', () => {
    expect(told(connected(1), connected(2), connected(3))).toEqual(['up']);
  });

  it('tells once that a server is not there, however often it is tried', () => {
    expect(told(retrying(1, refused), retrying(2, refused), retrying(1, refused, 2))).toEqual([refused]);
  });

  it('tells when a server goes and when it comes back', () => {
    const events = [connected(1), disconnected(1, lost), retrying(1, lost), retrying(1, refused, 2), connected(1)];
    expect(told(...events)).toEqual(['up', lost, 'up']);
  });

  it('tells nothing while another slot is still connected', () => {
    expect(told(connected(1), connected(2), disconnected(1, lost), retrying(1, lost), connected(1))).toEqual(['up']);
  });

  it('does not blame a server for a connection that this worker closed', () => {
    const closed = new ClosedError('the job was given back to q1');
    expect(told(connected(1), disconnected(1, closed), retrying(1, closed), connected(1))).toEqual(['up']);
    expect(told(connected(1), disconnected(1, undefined))).toEqual(['up']);
    expect(told(connected(1), disconnected(1, closed), retrying(1, refused, 2))).toEqual(['up', refused]);
  });

  it('knows which servers are there, and whether it has heard of all', () => {
    const watch = watchOver('q1', 'q2');
    watch.note(1, retrying(1, refused));
    expect(watch.isSettled).toBe(false);
    watch.note(1, connected(1, 'q2'));
    expect(watch.isSettled).toBe(true);
    expect(watch.servers).toEqual([
      { server: 'q1', isUp: false },
      { server: 'q2', isUp: true },
    ]);
  });
});
