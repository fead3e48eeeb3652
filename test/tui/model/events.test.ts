import { describe, expect, it } from 'vitest';
import type { Sample, WorkerSample } from '../../../src/tui/model/sample.js';
import type { Model } from '../../../src/tui/model/types.js';
import { afterSamples, newModel, polled, unanswered } from '../samples.js';

function texts(model: Model): string[] {
  return model.data.events.map(({ kind, text }) => `${kind}: ${text}`);
}

/** Polls every ten seconds in which a function has jobs as `totalAt` says. */
function polls(seconds: number, totalAt: (second: number) => readonly [number, number, number]): Sample[] {
  return Array.from({ length: seconds / 10 + 1 }, (_, at) => polled(at * 10, { functions: { f: totalAt(at * 10) } }));
}

const worker = (fd: string, id: string, ...functionNames: string[]): WorkerSample => {
  return { fd, address: '10.0.0.1', clientId: id, functionNames };
};

const SLOW = { intervalMs: 10_000 };

describe('events', () => {
  it('tell that a server is lost, once, and that it is back', () => {
    const model = afterSamples(newModel(), polled(0), unanswered(2), unanswered(3, 'q1:4730', 2), polled(5));
    expect(texts(model)).toEqual(['server-up: q1:4730 answers', 'server-down: q1:4730 connection refused']);
  });

  it('tell of functions that come and go, but not of those that were there at first', () => {
    const model = afterSamples(
      newModel(),
      polled(0, { functions: { f: [0, 0, 1] } }),
      polled(2, { functions: { f: [0, 0, 1], g: [0, 0, 1] } }),
      polled(4, { functions: { g: [0, 0, 1] } }),
    );
    expect(texts(model)).toEqual(['function-gone: f is gone', 'function-seen: g is new']);
  });

  it('tell which workers join and leave, and pay no heed to clients', () => {
    const client = worker('9', '-');
    const model = afterSamples(
      newModel(),
      polled(0, { workers: [client, worker('1', 'a', 'f')] }),
      polled(2, { workers: [client, worker('1', 'a', 'f'), worker('2', '-', 'f', 'g'), worker('3', '-')] }),
      polled(4, { workers: [worker('2', '-', 'f', 'g')] }),
    );
    expect(texts(model)).toEqual([
      'worker-left: worker a left q1:4730 (f)',
      'worker-joined: worker 10.0.0.1 fd 2 joined q1:4730 (f g)',
    ]);
    expect(model.data.events[0]?.worker?.clientLabel).toBe('a');
  });

  it('tell of many workers at once in one line', () => {
    const crew = Array.from({ length: 20 }, (_, at) => worker(`${at + 2}`, `w${at}`, 'f'));
    const model = afterSamples(newModel(), polled(0, { workers: [worker('1', '-')] }), polled(2, { workers: crew }));
    expect(texts(model)).toEqual(['worker-joined: 20 workers joined q1:4730']);
  });

  it('tell that the last worker has left, and again how long there has been none', () => {
    const model = afterSamples(
      newModel(['q1:4730'], {}, SLOW),
      ...polls(330, (second) => [second < 20 ? 0 : 5, 0, second < 20 ? 1 : 0]),
    );
    expect(texts(model)).toEqual([
      'unserved: f has had no worker for 5m (5 waiting)',
      'unserved: f has had no worker for 1m (5 waiting)',
      'last-worker-left: the last worker of f left (5 waiting)',
      'unserved: f has no worker (5 waiting)',
    ]);
  });

  it('tell that a queue has grown for five minutes, by how much, and of one peak', () => {
    const model = afterSamples(newModel(['q1:4730'], {}, SLOW), ...polls(400, (second) => [100 + second, 1, 1]));
    expect(texts(model)).toEqual(['peak: peak backlog 499', 'growing: f has grown for 5m (+300)']);
  });

  it('tell that a queue drains, and is drained', () => {
    const model = afterSamples(
      newModel(['q1:4730'], {}, SLOW),
      ...polls(110, (second) => [Math.max(0, 1000 - 10 * second) + 1, 1, 1]),
    );
    expect(texts(model)).toEqual(['drained: f is drained (peak 1 000)', 'draining: f is draining (peak 1 000)']);
  });

  it('keep silent when the sums change because a server no longer counts', () => {
    const model = afterSamples(
      newModel(['q1:4730', 'q2:4730']),
      polled(0, { server: 'q1:4730', functions: { f: [1, 1, 0] } }),
      polled(0, { server: 'q2:4730', functions: { f: [1, 1, 3] } }),
      unanswered(2, 'q2:4730'),
      polled(10, { server: 'q1:4730', functions: { f: [1, 1, 0] } }),
    );
    expect(texts(model)).toEqual(['server-down: q2:4730 connection refused']);
  });
});
