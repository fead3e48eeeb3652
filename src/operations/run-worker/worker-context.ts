import type { ClientOptions } from '../../client/index.js';
import type { CommandStarter } from '../../exec/command-starter.js';
import type { CutOff } from './cut-off.js';
import type { WorkEventTaker } from './work-event.js';

/** What all functions of a worker have in common. */
export interface WorkerContext {
  readonly identity: WorkerIdentity;
  readonly tell: WorkEventTaker;
  /** How its servers are reached by those parts of it that submit jobs or ask questions. */
  readonly connection: Pick<ClientOptions, 'servers' | 'tls' | 'connectTimeoutMs'>;
  /** What becomes of a command whose job was lost with its server: it is ended, or runs to its end for nobody. */
  readonly onLost: 'kill' | 'keep';
  /** Has jobs fail that it has no time for. Default: they are given back. */
  readonly cutOff?: CutOff | undefined;
  /** How many of the first bytes of each result are kept for the journal. */
  readonly keptBytes: number;
  /** Gives the field that stands for bytes in JSON. */
  readonly bytesJson: (bytes: Uint8Array) => object;
}

/** What those functions have in common besides that run processes. */
export interface CommandContext extends WorkerContext {
  /** It outlives them. */
  readonly starter: CommandStarter;
  /** Ends the wait for processes that are to be there before jobs come. */
  readonly isUnwanted?: AbortSignal | undefined;
}

/** Who runs the jobs. */
export interface WorkerIdentity {
  readonly id: string;
  readonly pid: number;
  /** The path of this program, for commands that want to run it. */
  readonly program?: string | undefined;
}
