import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { SystemError } from '../errors.js';
import type { CommandStarter, Kinship } from './command-starter.js';
import { errnoOf } from './errno.js';
import { LAUNCHER_SCRIPT } from './launcher-script.js';
import { LauncherSeat, type SeatHost } from './launcher-seat.js';
import { removeDirectory } from './remove-directory.js';

/** How long perl may take to start, in ms. */
const READY_WITHIN_MS = 5_000;

/**
 * Perl's own place to look for modules, and all that could change what it does, is not for the launcher. Its streams have
 * no buffers, which spares it a dozen system calls for each command.
 */
const ENV = { LC_ALL: 'C', PERLIO: ':unix' };

/**
 * Starts commands by a process of perl that forks them: that takes a tenth of our time that ChildProcess takes. It is also
 * the guardian, for it outlives us. One that was killed is replaced at the next command.
 */
export class Launcher implements CommandStarter, SeatHost {
  readonly directory: string;
  readonly kinship: Kinship;
  readonly #ignored: readonly NodeJS.Signals[];
  readonly #seats = new Map<number, LauncherSeat>();
  #child: ChildProcess;
  #hasEnded = false;
  #nextId = 1;
  #begun = '';

  private constructor(directory: string, kinship: Kinship, ignored: readonly NodeJS.Signals[]) {
    this.directory = directory;
    this.kinship = kinship;
    this.#ignored = ignored;
    this.#child = this.#spawn();
  }

  /** Starts one, which takes over `directory`. Rejects with SystemError where there is no perl that can do it. */
  static async open(directory: string, kinship: Kinship, ignored: readonly NodeJS.Signals[]): Promise<Launcher> {
    const launcher = new Launcher(directory, kinship, ignored);
    const child = launcher.#child;
    const isDecided = new AbortController();
    const signal = AbortSignal.any([isDecided.signal, AbortSignal.timeout(READY_WITHIN_MS)]);
    const failure = await Promise.race([
      once(child.stdout as Readable, 'data', { signal }).then(() => undefined),
      once(child, 'exit', { signal }).then(([status]) => new SystemError(`perl has ended with status ${status}`)),
    ]).catch((cause: unknown) => cause);
    isDecided.abort();
    if (failure === undefined) return launcher;
    child.kill('SIGKILL');
    throw cannotStart(failure);
  }

  openSeat(): LauncherSeat {
    return new LauncherSeat(this);
  }

  enroll(seat: LauncherSeat, requests: string): number {
    if (this.#hasEnded) this.#child = this.#spawn();
    const id = this.#nextId++;
    this.#seats.set(id, seat);
    (this.#child.stdin as Writable).write(`${id} ${requests}\n`);
    return id;
  }

  exempt(group: number): void {
    (this.#child.stdin as Writable).write(`${group} stays\n`);
  }

  dismiss(id: number): void {
    this.#seats.delete(id);
  }

  async close(): Promise<void> {
    (this.#child.stdin as Writable).end();
    if (!this.#hasEnded) await once(this.#child, 'close');
    await removeDirectory(this.directory);
  }

  #spawn(): ChildProcess {
    const isApart = this.kinship === 'apart';
    const ignored = this.#ignored.map((signal) => signal.slice(3));
    const args = ['-e', LAUNCHER_SCRIPT, this.kinship, this.directory, `${constants.O_NONBLOCK}`, ...ignored];
    const child = spawn('perl', args, {
      env: ENV,
      detached: isApart,
      stdio: ['pipe', 'pipe', isApart ? 'ignore' : 'inherit'],
    });
    child.on('error', () => this.#end(child));
    // It may have no streams then.
    if (child.pid === undefined) throw cannotStart();
    this.#hasEnded = false;
    this.#begun = '';
    // That it is gone is told by its exit.
    child.stdin.on('error', () => undefined);
    child.stdout.setEncoding('latin1').on('data', (text: string) => this.#receive(text));
    // Without it nobody would guard what its seats start.
    if (isApart) child.on('exit', () => endSeats(child));
    child.on('close', () => this.#end(child));
    return child;
  }

  #receive(text: string): void {
    const lines = (this.#begun + text).split('\n');
    this.#begun = lines.pop() ?? '';
    for (const line of lines) {
      const [id, ...reply] = line.split(' ');
      this.#seats.get(Number(id))?.receive(reply);
    }
  }

  #end(child: ChildProcess): void {
    if (this.#child !== child || this.#hasEnded) return;
    this.#hasEnded = true;
    for (const seat of [...this.#seats.values()]) seat.lose();
  }
}

/** Ends the seats of a launcher that leads a process group. They have its channel, which is closed when they are gone. */
function endSeats({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error;
  }
}

function cannotStart(cause?: unknown): SystemError {
  const hint = 'is it installed, and may there be more processes and descriptors (ulimit -u, -n)?';
  return new SystemError('cannot start perl, to start commands', { hint, cause });
}
