import { hostname } from 'node:os';
import { UsageError } from '../../../errors.js';
import { checkFunctionName } from '../../function-name.js';
import { CutOff } from '../cut-off.js';
import type { FunctionSettings } from '../function-settings.js';
import type { PoolSettings } from '../pool-file/pool-settings.js';
import { MAX_SLOTS } from '../pool-file/values/slots.js';
import { workerId } from '../worker-id.js';
import type { FunctionWish } from './function-worker.js';
import type { HostWish } from './host-wish.js';

/** The wait after a command could not be started for the first time, in ms. */
const START_BACKOFF_MS = 500;

/** Makes wishes of settings: who a worker is, and which servers it works for. */
export class FunctionWishes {
  readonly #wish: HostWish;
  readonly #cutOff: CutOff | undefined;

  constructor(wish: HostWish) {
    this.#wish = wish;
    this.#cutOff = wish.onDrainTimeout === 'fail' ? new CutOff() : undefined;
  }

  /** For all functions: those of the file, if there is one. */
  all(described: PoolSettings | undefined): FunctionWish[] {
    const { source } = this.#wish;
    if (described !== undefined) return described.functions.map((settings) => this.one(settings, described));
    return source.type === 'file' ? [] : [this.#made(source.functions, source.settings, undefined)];
  }

  /** For one function of the file. */
  one(settings: FunctionSettings, described: PoolSettings): FunctionWish {
    return this.#made([Buffer.from(settings.functionName, 'latin1').toString()], settings, described);
  }

  /** How servers are reached. */
  connection(described: PoolSettings | undefined): HostWish['worker'] {
    const { worker, prefersOwnServers = false } = this.#wish;
    const servers = described?.servers;
    return servers === undefined || prefersOwnServers ? worker : { ...worker, servers };
  }

  #made(functions: readonly string[], settings: FunctionSettings, described: PoolSettings | undefined): FunctionWish {
    functions.forEach(checkFunctionName);
    checkDeadFunction(functions, settings);
    if (settings.slots > MAX_SLOTS) throw new UsageError(`${settings.slots} jobs at a time are too many`);
    const { id, startBackoffMs = START_BACKOFF_MS } = this.#wish;
    const ownId = id === undefined ? workerId(hostname(), functions) : id;
    const workersId = described === undefined || id === undefined ? ownId : workerId(id, functions);
    // What prints has nothing to be ended.
    const cutOff = settings.action.type === 'print' ? undefined : this.#cutOff;
    return { functions, settings, worker: { ...this.connection(described), id: workersId }, startBackoffMs, cutOff };
  }
}

function checkDeadFunction(functions: readonly string[], { retry: { deadFunction } }: FunctionSettings): void {
  if (deadFunction === undefined || !functions.includes(deadFunction)) return;
  throw new UsageError(`${deadFunction} cannot be its own function for dead letters: they would go round for ever`);
}
