import type { FunctionSample, FunctionStatsSample, Quantiles, SampleAnswer, WorkerSample } from '../model/sample.js';
import { DEMO_FUNCTIONS, type DemoFunction, type DemoServer } from './cast.js';
import { happenings, seededRandom } from './random.js';

/** How a function of the simulation stands. */
interface State {
  readonly cast: DemoFunction;
  waiting: number;
  running: number;
  submitted: number;
  completed: number;
  failed: number;
  /** What a part of a job was left to do at the end of the last second. */
  credit: number;
}

/** A cluster of job servers that is not there: jobs come and are done second by second, the same for the same seed. */
export class DemoCluster {
  readonly #random: () => number;
  readonly #states: readonly State[];
  #second = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.#states = DEMO_FUNCTIONS.map((cast) => {
      return { cast, waiting: cast.backlog, running: 0, submitted: cast.backlog, completed: 0, failed: 0, credit: 0 };
    });
  }

  /** Lets a second pass. */
  step(): void {
    this.#second += 1;
    for (const state of this.#states) this.#work(state);
  }

  /** Tells whether a server is there. */
  isAway({ away }: DemoServer): boolean {
    if (away === undefined) return false;
    const second = this.#second % away.everyS;
    return second >= away.fromS && second < away.untilS;
  }

  /** Gives what a server answers to a poll. */
  answer({ label, version, hasStats }: DemoServer, withWorkers: boolean): SampleAnswer {
    const states = this.#states.filter(({ cast }) => cast.server === label);
    return {
      version,
      roundTripMs: 0.4 + this.#random(),
      functions: states.map(rowOf),
      workers: withWorkers ? states.flatMap(workersOf) : null,
      stats: hasStats ? states.map(statsOf) : null,
    };
  }

  #work(state: State): void {
    const { cast } = state;
    const phase = (2 * Math.PI * this.#second) / cast.wave.periodS;
    const coming = happenings(cast.perSecond * (1 + cast.wave.share * Math.sin(phase)), this.#random);
    state.submitted += coming;
    state.waiting += coming;
    state.credit += (cast.workers.length * 1000) / cast.runMs;
    const done = Math.min(Math.floor(state.credit), state.waiting);
    state.credit = state.waiting > done ? state.credit - done : state.credit % 1;
    const failed = cast.failing === 0 ? 0 : Math.min(done, happenings(done * cast.failing, this.#random));
    state.waiting -= done;
    state.completed += done - failed;
    state.failed += failed;
    const share = state.waiting > 0 ? 1 : (coming * cast.runMs) / 1000 / Math.max(1, cast.workers.length);
    state.running = Math.min(cast.workers.length, Math.round(cast.workers.length * share));
  }
}

function rowOf({ cast, waiting, running }: State): FunctionSample {
  const high = Math.round(waiting * cast.high);
  const low = Math.round(waiting * cast.low);
  const waitingByPriority = { high, normal: waiting - high - low, low };
  return { name: cast.name, total: waiting + running, running, workers: cast.workers.length, waitingByPriority };
}

function workersOf({ cast }: State, at: number): WorkerSample[] {
  return cast.workers.map(({ id, address }, number) => {
    return { fd: String(10 + at * 20 + number), address, clientId: id, functionNames: [cast.name] };
  });
}

function statsOf({ cast, waiting, submitted, completed, failed }: State): FunctionStatsSample {
  const outPerMs = Math.max(1, cast.workers.length) / cast.runMs;
  const count = completed + failed;
  return {
    ...{ name: cast.name, submitted, completed, failed, exceptions: 0, timeouts: 0, lost: 0 },
    oldestAgeMs: waiting === 0 ? null : Math.round(waiting / outPerMs),
    waitTime: count === 0 ? null : quantilesAround(waiting / outPerMs, count),
    runTime: count === 0 ? null : quantilesAround(cast.runMs, count),
  };
}

function quantilesAround(ms: number, count: number): Quantiles {
  return { count, p50Ms: ms * 0.9, p90Ms: ms * 1.6, p99Ms: ms * 3, maxMs: ms * 4.5 };
}
