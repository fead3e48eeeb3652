import { UsageError } from '../../../errors.js';
import { type Job, Worker, type WorkerOptions } from '../../../worker/index.js';
import { statusDocument } from './pool-status.js';
import type { WorkerPool } from './worker-pool.js';

/** What a pool can be told from afar. */
export const CONTROL_COMMANDS = ['inspect', 'pause', 'resume', 'restart', 'stop'] as const;
export type ControlCommand = (typeof CONTROL_COMMANDS)[number];

const PREFIX = 'gearctl-control:';

/** The function by which the pool with this ID is told what to do. */
export function controlFunctionOf(id: string): string {
  return PREFIX + id;
}

/** The IDs of pools among the names of functions. */
export function controlledIds(functionNames: Iterable<string>): string[] {
  return [...functionNames].flatMap((name) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
}

/** What steers a pool besides itself. */
export interface ControlTarget {
  readonly pool: WorkerPool;
  /** Begins anew with all functions. */
  restart(): Promise<void>;
}

/**
 * Answers jobs of the pool's control function: the workload is a command, the result how the pool stands then, as JSON
 * (`gearctl/work-status/1`). The connections are its own, so that a pool of busy slots answers too.
 */
export class ControlFunction {
  readonly #target: ControlTarget;
  readonly #worker: Worker;
  readonly #done: Promise<void>;

  /** Connects at once. Throws NameError for an ID that no function can have in its name. */
  constructor(target: ControlTarget, options: Omit<WorkerOptions, 'concurrency' | 'onEvent' | 'id'>) {
    const { id } = target.pool;
    this.#target = target;
    this.#worker = new Worker({ ...options, reconnect: true, id });
    this.#worker.register(controlFunctionOf(id), (job) => this.#answer(job));
    this.#done = this.#worker.run();
  }

  /** Ends it, when what it is doing is answered. */
  async close(): Promise<void> {
    await this.#worker.stop();
    await this.#done;
  }

  async #answer({ workload }: Job): Promise<string> {
    const { pool } = this.#target;
    const command = commandIn(workload);
    switch (command) {
      case 'inspect':
        break;
      case 'pause':
        pool.pause();
        break;
      case 'resume':
        pool.resume();
        break;
      case 'restart':
        await this.#target.restart();
        break;
      case 'stop':
        pool.stop('asked');
    }
    return JSON.stringify(statusDocument(pool.status(), Date.now()));
  }
}

function commandIn(workload: Uint8Array): ControlCommand {
  const text = new TextDecoder().decode(workload).trim();
  const command = CONTROL_COMMANDS.find((name) => name === text);
  if (command !== undefined) return command;
  throw new UsageError(`'${text.slice(0, 80)}' is no command: there are ${CONTROL_COMMANDS.join(', ')}`);
}
