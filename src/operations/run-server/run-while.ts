import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { SystemError, UsageError } from '../../errors.js';
import { lookUpCommand } from '../../exec/command-look-up.js';
import type { CommandEnvironment } from '../../exec/command-request.js';
import { runServer } from './run-server.js';
import type { ServerEvent } from './server-event.js';
import type { ServerSignals, ServerWish } from './server-wish.js';

/** A command that a server is there for. */
export interface ServedCommand {
  readonly command: readonly string[];
  /** Its environment, to which GEARMAN_SERVERS is added. */
  readonly env: CommandEnvironment;
  readonly cwd: string;
}

/**
 * Runs a server for as long as a command runs, which has this process's own streams, and gives its exit status; one that
 * a signal ended gives 128 and the signal's number, as in a shell. What stops the server is passed on to the command, and
 * the server ends after it. Throws CommandNotFoundError, CommandNotExecutableError, SystemError, and what `runServer`
 * throws.
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
    status = statusOf(startCommand(program, served, event.addresses.join(',')), signals).finally(() => over.abort());
  };
  await runServer(wish, start, { ...signals, stop: over.signal });
  return (await status) ?? 0;
}

function programOf({ command, env, cwd }: ServedCommand): string {
  if (command.length === 0) {
    throw new UsageError('--run has no command', { hint: 'put it behind --: gearctl serve --run -- npm test' });
  }
  return lookUpCommand(command, env, cwd);
}

function startCommand(program: string, { command, env, cwd }: ServedCommand, servers: string): ChildProcess {
  return spawn(program, command.slice(1), {
    argv0: command[0],
    cwd,
    env: { ...env, GEARMAN_SERVERS: servers },
    stdio: 'inherit',
  });
}

async function statusOf(child: ChildProcess, { stop, kill }: ServerSignals): Promise<number> {
  const pass = (signal: NodeJS.Signals) => () => child.kill(signal);
  const [end, terminate] = [pass('SIGTERM'), pass('SIGKILL')];
  stop.addEventListener('abort', end);
  kill?.addEventListener('abort', terminate);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + constants.signals[signal as NodeJS.Signals];
  } catch (error) {
    throw new SystemError(`cannot start ${child.spawnfile}: ${(error as Error).message}`, { cause: error });
  } finally {
    stop.removeEventListener('abort', end);
    kill?.removeEventListener('abort', terminate);
  }
}
