import type { FunctionSample, FunctionStatsSample, Sample, WorkerSample } from '../../src/tui/model/sample.js';
import type { Model, Setup } from '../../src/tui/model/types.js';
import type { Message } from '../../src/tui/update/message.js';
import { type InterfaceWish, startModel } from '../../src/tui/update/start.js';
import { update } from '../../src/tui/update/update.js';

/** Total, running, workers. */
type Row = readonly [number, number, number];

interface SampleParts {
  readonly server?: string;
  readonly tookMs?: number;
  readonly functions?: Readonly<Record<string, Row>>;
  readonly workers?: readonly WorkerSample[];
  readonly stats?: readonly FunctionStatsSample[];
}

/** A poll that was answered, begun at a second of the clock. */
export function polled(second: number, parts: SampleParts = {}): Sample {
  const { server = 'q1:4730', tookMs = 0, functions = {}, workers = null, stats = null } = parts;
  const rows = Object.entries(functions).map(
    ([name, [total, running, number]]): FunctionSample => ({
      ...{ name, total, running, workers: number },
      waitingByPriority: { high: 0, normal: Math.max(0, total - running), low: 0 },
    }),
  );
  const answer = { version: '1.1.20', roundTripMs: 1, functions: rows, workers, stats };
  return { server, ...secondsIn(second), tookMs, answer, failure: null };
}

/** A poll that nobody answered. */
export function unanswered(second: number, server = 'q1:4730', attempts = 1): Sample {
  const why = { errno: 'ECONNREFUSED', message: 'connection refused', attempts };
  const failure = { ...why, retryAtMs: (second + 1) * 1000 };
  return { server, ...secondsIn(second), tookMs: 0, answer: null, failure };
}

/** What a server has counted of a function. */
export function counted(name: string, counters: Partial<FunctionStatsSample> = {}): FunctionStatsSample {
  const none = { submitted: 0, completed: 0, failed: 0, exceptions: 0, timeouts: 0, lost: 0 };
  return { name, ...none, oldestAgeMs: null, waitTime: null, runTime: null, ...counters };
}

/** A moment so many seconds after the beginning. */
export function secondsIn(second: number): { atMs: number; epochMs: number } {
  return { atMs: 100_000 + second * 1000, epochMs: Date.UTC(2026, 8, 28, 14) + second * 1000 };
}

/** A view that has asked nobody yet. */
export function newModel(
  servers: readonly string[] = ['q1:4730'],
  setup: Partial<Setup> = {},
  wish: InterfaceWish = {},
): Model {
  const usual: Setup = { title: 'test', source: 'live', allowActions: false, tls: false, matches: () => true };
  return startModel({ ...usual, ...setup }, servers, secondsIn(0), wish);
}

/** The model after some messages. */
export function afterMessages(model: Model, ...messages: readonly Message[]): Model {
  return messages.reduce((current, message) => update(current, message)[0], model);
}

/** The model after some samples; the clock goes with them. */
export function afterSamples(model: Model, ...samples: readonly Sample[]): Model {
  return samples.reduce((current, sample) => {
    const now = { atMs: sample.atMs + sample.tookMs, epochMs: sample.epochMs + sample.tookMs };
    return afterMessages(current, { type: 'sample', sample }, { type: 'tick', now });
  }, model);
}

/** The model after some keys. */
export function afterKeys(model: Model, ...keys: readonly string[]): Model {
  return afterMessages(model, ...keys.map((key): Message => ({ type: 'key', key })));
}
