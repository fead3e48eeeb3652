import { rmSync } from 'node:fs';
import type { OutputTaker } from './command-request.js';
import {
  closeOurEnds,
  closeTheirEnds,
  type Fifos,
  hasReader,
  type InputAndOutput,
  makeFifos,
  openInputAndOutput,
  removeFifos,
} from './fifos.js';
import { InputPipe } from './input-pipe.js';
import { LauncherShell, type ShellStart } from './launcher-shell.js';
import { OutputPipe } from './output-pipe.js';

/** A shell that has opened the FIFOs and waits, and our ends of them. */
interface Readiness {
  readonly shell: LauncherShell;
  readonly streams: InputAndOutput;
}

/** A shell with its FIFOs, which starts one command at a time and prepares for the next on its own. */
export class LauncherSeat {
  readonly #startFor: (directory: string) => ShellStart;
  readonly #parent: string;
  #fifos: Fifos;
  #shell: LauncherShell | undefined;
  #next: Promise<Readiness> | undefined;
  #isRunning = false;
  #isClosed = false;

  private constructor(startFor: (directory: string) => ShellStart, parent: string, fifos: Fifos) {
    this.#startFor = startFor;
    this.#parent = parent;
    this.#fifos = fifos;
  }

  /** Makes a seat, with its FIFOs in a private directory under `parent`. Rejects with SystemError. */
  static async open(startFor: (directory: string) => ShellStart, parent: string): Promise<LauncherSeat> {
    const seat = new LauncherSeat(startFor, parent, await makeFifos(parent));
    seat.#prepare();
    return seat;
  }

  /** Runs the command; resolves and rejects as the launcher does. */
  async run(stdin: Uint8Array, onStdout: OutputTaker): Promise<number> {
    this.#isRunning = true;
    try {
      return await launch(await this.#ready(), stdin, onStdout);
    } finally {
      this.#isRunning = false;
      // Whoever waits for this one comes first.
      setImmediate(() => this.#prepare());
    }
  }

  /** Removes the FIFOs at once. A command that runs goes on. */
  abandon(): void {
    this.#isClosed = true;
    rmSync(this.#fifos.directory, { recursive: true, force: true });
  }

  /** Ends the shell and removes the FIFOs. No command must be running. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const next = this.#next;
    this.#next = undefined;
    const ready = await next?.catch(() => undefined); // Nobody waits for it any more.
    await this.#shell?.end();
    if (ready !== undefined) closeAll(ready.streams);
    await removeFifos(this.#fifos);
  }

  #prepare(): void {
    if (this.#isClosed || this.#isRunning || this.#next !== undefined) return;
    this.#next = this.#makeReady();
    // Whoever wants to run something hears of it.
    this.#next.catch(() => undefined);
  }

  async #ready(): Promise<Readiness> {
    const next = await this.#take();
    if (!next.shell.hasEnded) return next;
    closeAll(next.streams);
    return await this.#take();
  }

  #take(): Promise<Readiness> {
    const next = this.#next ?? this.#makeReady();
    this.#next = undefined;
    return next;
  }

  async #makeReady(): Promise<Readiness> {
    // A process that outlived its command may still have the FIFO of its stdin open. It keeps that; the next gets others.
    if (this.#shell !== undefined && !isUnread(this.#fifos)) {
      await this.#shell.end();
      this.#shell = undefined;
      const fresh = await makeFifos(this.#parent);
      await removeFifos(this.#fifos);
      this.#fifos = fresh;
    }
    if (this.#shell === undefined || this.#shell.hasEnded) {
      this.#shell = await LauncherShell.start(this.#startFor(this.#fifos.directory));
    }
    const shell = this.#shell;
    const streams = openInputAndOutput(this.#fifos);
    try {
      await shell.ask();
    } catch (error) {
      closeAll(streams);
      throw error;
    }
    return { shell, streams };
  }
}

/** What cannot be found out will not do either: whoever cleans up old files may have removed the FIFO. */
function isUnread({ stdin }: Fifos): boolean {
  try {
    return !hasReader(stdin);
  } catch {
    return false;
  }
}

async function launch({ shell, streams }: Readiness, stdin: Uint8Array, onStdout: OutputTaker): Promise<number> {
  let failure: { readonly error: unknown } | undefined;
  // The shell has opened the FIFOs. Held open here any longer, the command's input and output would have no end.
  closeTheirEnds(streams);
  const input = new InputPipe(streams.stdin, stdin);
  const output = new OutputPipe(streams.stdout, onStdout, (error) => {
    failure ??= { error };
  });
  try {
    // The input is there before the command is: whom we wake may well get our processor, and keep us from writing it.
    const status = await shell.ask();
    await output.closed;
    if (failure !== undefined) throw failure.error;
    return Number(status);
  } finally {
    input.close();
    output.cut();
  }
}

function closeAll(streams: InputAndOutput): void {
  closeOurEnds(streams);
  closeTheirEnds(streams);
}
