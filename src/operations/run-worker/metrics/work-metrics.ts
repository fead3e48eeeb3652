import type { PoolStatus } from '../pool/pool-status.js';
import type { JobEnd, WorkEvent } from '../work-event.js';
import type { Labels, Metric, Sample } from './exposition.js';
import { Histogram } from './histogram.js';

/** From a call of a co-process to a report that runs for an hour, in seconds. */
const DURATION_BOUNDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600];

const RESULTS: readonly JobEnd[] = ['complete', 'fail', 'exception', 'requeued'];

const STATES: readonly PoolStatus['state'][] = ['working', 'paused', 'draining', 'stopping', 'killing'];

/** What is counted of the jobs of one function. */
class FunctionCounts {
  inFlight = 0;
  readonly ended = new Map<JobEnd, number>();
  readonly durations = new Histogram(DURATION_BOUNDS);

  end(end: JobEnd, durationMs: number): void {
    this.inFlight -= 1;
    this.ended.set(end, (this.ended.get(end) ?? 0) + 1);
    if (end !== 'requeued') this.durations.add(durationMs / 1000);
  }
}

/**
 * Counts what happens in a worker, by function. There are as many series as functions that the worker has had: no client
 * can add to them.
 */
export class WorkMetrics {
  readonly #version: string;
  readonly #functions = new Map<string, FunctionCounts>();

  constructor(version: string) {
    this.#version = version;
  }

  /** Counts an event. */
  hear(event: WorkEvent): void {
    if (event.type === 'start') this.#of(event.job.functionName).inFlight += 1;
    if (event.type === 'end') this.#of(event.job.functionName).end(event.end, event.durationMs);
  }

  /** Gives what has been counted so far, and how the worker stands, if it has begun. */
  metrics(status: PoolStatus | undefined): Metric[] {
    const slots = slotsByFunction(status?.functions ?? []);
    // A function counts from its beginning, and not from its first job.
    for (const name of slots.keys()) this.#of(name);
    const slotSamples = [...slots].map(([name, value]) => ({ labels: { function: name }, value }));
    return [
      gauge('gearctl_build_info', 'The gearctl that runs.', [{ labels: { version: this.#version }, value: 1 }]),
      ...(status === undefined ? [] : statusMetrics(status)),
      gauge('gearctl_worker_slots', 'Jobs of the function that can be done at a time.', slotSamples),
      gauge('gearctl_jobs_in_flight', 'Jobs that were begun and have not ended.', this.#each(inFlightSamples)),
      counter('gearctl_jobs_total', 'Jobs that have ended, by how.', this.#each(endedSamples)),
      {
        name: 'gearctl_job_duration_seconds',
        type: 'histogram',
        help: 'How long jobs took that did not go back to their server.',
        samples: this.#each(({ durations }, labels) => durations.samples(labels)),
      },
    ];
  }

  #of(functionName: string): FunctionCounts {
    const counts = this.#functions.get(functionName) ?? new FunctionCounts();
    this.#functions.set(functionName, counts);
    return counts;
  }

  #each(samplesOf: (counts: FunctionCounts, labels: Labels) => Sample[]): Sample[] {
    return [...this.#functions].flatMap(([name, counts]) => samplesOf(counts, { function: name }));
  }
}

function statusMetrics({ state, startedAtMs, servers }: PoolStatus): Metric[] {
  const connected = servers.map(({ server, isUp }) => ({ labels: { server }, value: Number(isUp) }));
  const states = STATES.map((name) => ({ labels: { state: name }, value: Number(name === state) }));
  const started = [{ labels: {}, value: startedAtMs / 1000 }];
  return [
    gauge('gearctl_worker_start_time_seconds', 'When it began, in seconds of the epoch.', started),
    gauge('gearctl_worker_state', 'What the worker is about: 1 for one of the states.', states),
    gauge('gearctl_worker_connected', 'Whether the server is reached.', connected),
  ];
}

/** Of two workers of a function the first counts: the other does its last jobs. */
function slotsByFunction(workers: PoolStatus['functions']): Map<string, number> {
  const all = workers.flatMap(({ functions, slots }) => functions.map((name) => [name, slots] as const));
  return new Map(all.reverse());
}

function inFlightSamples({ inFlight }: FunctionCounts, labels: Labels): Sample[] {
  return [{ labels, value: inFlight }];
}

function endedSamples({ ended }: FunctionCounts, labels: Labels): Sample[] {
  return RESULTS.map((result) => ({ labels: { ...labels, result }, value: ended.get(result) ?? 0 }));
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: 'gauge', help, samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: 'counter', help, samples };
}
