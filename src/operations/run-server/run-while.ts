import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { SystemError, UsageError } from '../../errors.js';
import { lookUpCommand } from '../../exec/command-look-up.js';
import type { CommandEnvironment } from '../../exec/command-request.js';
import { systemMessage } from '../../system-message.js';
import { runServer } from './run-server.js';
import type { ServerEvent } from './server-event.js';
import type { ServerSignals, ServerWish } from './server-wish.js';

/** A command that a server is there for. */
export interface ServedCommand {
  readonly command: readonly string[];
  /** Its environment, to which GEARMAN_SERVERS is added. */
  readonly env: CommandEnvironment;
  readonly cwd: string;
  /** Whether it has a terminal, which tells it of ^C itself. */
  readonly hasTerminal: boolean;
}

/**
 * Runs a server for as long as a command runs, which has this process's own streams, and gives its exit status; one that
 * a signal ended gives 128 and the signal's number, as in a shell. The signal that is to stop the server is passed on to
 * the command, and the server ends when that has, whatever jobs there are. Throws CommandNotFoundError,
 * CommandNotExecutableError, SystemError, and what `runServer` throws.
 */
export async function runWhile(
  served: ServedCommand,
  wish: ServerWish,
  tell: (event: ServerEvent) => void,
  signals: ServerSignals,
): Promise<number> {
  const program = programOf(served);
  const over = new AbortController();
  let status: Promise<number> | undefined;
  const start = (event: ServerEvent) => {
    tell(event);
    if (event.type !== 'ready') return;
    status = run(program, served, event.address, signals).finally(() => over.abort());
    // Why it cannot be started is thrown when the server has ended.
    status.catch(() => undefined);
  };
  await runServer({ ...wish, drainTimeoutMs: 0 }, start, { ...signals, stop: over.signal });
  return (await status) ?? 0;
}

function programOf({ command, env, cwd }: ServedCommand): string {
  if (command.length === 0) {
    throw new UsageError('--run has no command', { hint: 'put it behind --: gearctl serve --run -- npm test' });
  }
  return lookUpCommand(command, env, cwd);
}

async function run(
  program: string,
  { command, env, cwd, hasTerminal }: ServedCommand,
  server: string,
  { stop, kill }: ServerSignals,
): Promise<number> {
  try {
    const child = spawn(program, command.slice(1), {
      argv0: command[0],
      cwd,
      env: { ...env, GEARMAN_SERVERS: server },
      stdio: 'inherit',
    });
    const pass = () => child.kill(stop.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
    const isTold = () => hasTerminal && stop.reason === 'SIGINT';
    using _stopping = onAbort(stop, () => isTold() || pass());
    using _killing = onAbort(kill, () => child.kill('SIGKILL'));
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal as NodeJS.Signals];
  } catch (error) {
    throw new SystemError(`cannot start ${program}: ${systemMessage(error)}`, { cause: error });
  }
}

/** Does something when a signal fires, or at once if it has, until it is disposed of. */
function onAbort(signal: AbortSignal | undefined, action: () => void): Disposable {
  if (signal?.aborted) action();
  signal?.addEventListener('abort', action, { once: true });
  return { [Symbol.dispose]: () => signal?.removeEventListener('abort', action) };
}
