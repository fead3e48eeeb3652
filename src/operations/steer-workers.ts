import { Client, type ClientOptions } from '../client/index.js';
import { NotFoundError, ProtocolError } from '../errors.js';
import { type ControlCommand, controlFunctionOf, controlledIds } from './run-worker/pool/control-function.js';
import type { WorkStatus } from './run-worker/pool/pool-status.js';
import { headLine, jobLines } from './run-worker/pool/status-text.js';
import { requireAnAnswer, ServerPool, type ServerPoolOptions } from './server-pool.js';

/** How a worker stands: as JSON, and what its table leaves out in lines. */
export interface SteeredWorker {
  readonly document: WorkStatus;
  readonly notes: readonly string[];
}

/** Where the servers are, for questions and for jobs. */
type Connection = ServerPoolOptions & ClientOptions;

/** How long a worker may take to answer, in ms. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * Gives what tells a worker what to do: a job of its control function, which its servers must know. Rejects with
 * NotFoundError when no such worker takes commands, with TimeoutError when it does not answer, and with NoServerError.
 */
export function steering(command: ControlCommand) {
  return async (id: string, connection: Connection, signal: AbortSignal): Promise<SteeredWorker> => {
    await using servers = new ServerPool(connection, signal);
    const answers = await servers.ask((admin) => admin.status());
    requireAnAnswer(answers);
    const rows = answers.flatMap((answer) => (answer.ok ? answer.value : []));
    const present = rows.filter(({ workers }) => workers > 0).map(({ functionName }) => functionName);
    if (!present.includes(controlFunctionOf(id))) throw notFound(id, controlledIds(present));
    const document = await told(id, command, connection, signal);
    return { document, notes: [headLine(document), ...jobLines(document)] };
  };
}

async function told(
  id: string,
  command: ControlCommand,
  connection: Connection,
  signal: AbortSignal,
): Promise<WorkStatus> {
  await using client = new Client(connection);
  const answer = await client.run(controlFunctionOf(id), command, { signal, timeoutMs: ANSWER_WITHIN_MS });
  try {
    return JSON.parse(new TextDecoder().decode(answer)) as WorkStatus;
  } catch (cause) {
    throw new ProtocolError(`'${id}' answered with something that is no status`, { cause });
  }
}

function notFound(id: string, others: readonly string[]): NotFoundError {
  const known = [...new Set(others)].sort();
  const hint =
    known.length === 0
      ? 'workers take commands when they are started with gearctl work --control'
      : `workers that take commands: ${known.join(', ')}`;
  return new NotFoundError(`no worker '${id}' takes commands`, { hint });
}
