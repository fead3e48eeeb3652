import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { SystemError } from '../errors.js';
import { lookUpCommand } from './command-look-up.js';
import type { CommandRequest, CommandWord } from './command-request.js';
import type { Kinship, StarterSeat, StartListener } from './command-starter.js';
import { errnoOf } from './errno.js';
import type { Guardian } from './guardian.js';
import { refuseNul } from './launch-message.js';
import { throughShell } from './shell-words.js';
import { startError } from './start-fault.js';
import { wrappedCommand } from './wrapped-command.js';

const { O_RDONLY, O_WRONLY } = constants;

/** Starts commands by ChildProcess. */
export class SpawnSeat implements StarterSeat {
  readonly maxInlineBytes = -1;
  readonly #kinship: Kinship;
  readonly #guardian: Guardian;

  constructor(kinship: Kinship, guardian: Guardian) {
    this.#kinship = kinship;
    this.#guardian = guardian;
  }

  start(request: CommandRequest, directory: string, listener: StartListener): void {
    const { chroot, command, cwd, env, variables } = request;
    refuseNul([...command, ...Object.values(variables ?? {}).filter((value) => value !== undefined)]);
    const [program = '', ...args] = this.#command(request);
    const streams = this.#openStreams(request, directory);
    let child: ChildProcess;
    try {
      child = spawn(program, args, {
        env: { ...env, ...variables },
        cwd: chroot === undefined ? cwd : undefined,
        stdio: streams,
        detached: this.#kinship === 'apart',
      });
    } catch (cause) {
      throw startError(request, { step: 'exec', errno: errnoOf(cause) }, cause);
    } finally {
      // The command has its own copies by now, or did not start.
      closeAll(streams);
    }
    const { pid } = child;
    if (pid === undefined) {
      child.once('error', (cause) => {
        listener.notStarted(startError(request, { step: 'exec', errno: errnoOf(cause) }, cause));
      });
      return;
    }
    if (this.#kinship === 'apart') this.#guardian.begin(pid);
    child.once('exit', (exitCode, signal) => {
      const hasLeft = this.#kinship === 'apart' && isThere(pid);
      if (this.#kinship === 'apart') this.#guardian.end(pid, hasLeft && request.keepsChildren !== true);
      listener.ended({ pid, exitCode, signal, hasLeft });
    });
    listener.started(pid);
  }

  close(): void {
    // Nothing stays from one command to the next.
  }

  /** The words to spawn. What is wrapped cannot tell why it was not started, so that is found out before. */
  #command(request: CommandRequest): readonly string[] {
    const { chroot, cwd = '.', env, variables } = request;
    const wrapped = wrappedCommand(request, process.getuid?.());
    const isKin = this.#kinship === 'kin';
    const isShelled = isKin || wrapped.some((word) => typeof word !== 'string');
    if (isShelled || wrapped.length > request.command.length) {
      const all = { ...env, ...variables };
      lookUpCommand(request.command.map(asText), all, cwd, { chroot });
      if (isShelled) return throughShell(wrapped, all, { ignoresPipe: isKin });
    }
    return wrapped.map(asText);
  }

  /** Opens the command's ends of the FIFOs: descriptors that block, as programs expect. */
  #openStreams({ stderr, onControl }: CommandRequest, directory: string): number[] {
    const streams: number[] = [];
    const open = (name: string, flags: number): void => {
      streams.push(openSync(`${directory}/${name}`, flags));
    };
    try {
      open('stdin', O_RDONLY);
      open('stdout', O_WRONLY);
      if (this.#kinship === 'kin') streams.push(2);
      else if (stderr === 'merged') streams.push(streams[1] ?? 1);
      else open('stderr', O_WRONLY);
      if (onControl) open('control', O_WRONLY);
      return streams;
    } catch (cause) {
      closeAll(streams);
      throw new SystemError(`cannot open the FIFOs in ${directory}: ${errnoOf(cause)}`, { cause });
    }
  }
}

function closeAll(fds: readonly number[]): void {
  for (const fd of new Set(fds)) if (fd > 2) closeSync(fd);
}

function asText(word: CommandWord): string {
  return typeof word === 'string' ? word : Buffer.from(word).toString();
}

/** Tells whether a process group has a member, if only a zombie. */
function isThere(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}
