import { ProtocolError } from '../../errors.js';
import type { OutputTaker } from '../command-request.js';
import { OutputPipe } from '../output-pipe.js';
import type { OutputSource } from '../output-source.js';
import { ProcessGroup } from '../process-group.js';
import type { Codec } from './codec.js';
import { codecFor } from './codec-choice.js';
import type { CoprocessSettings } from './coprocess-settings.js';
import type { Order, Word } from './message.js';
import { ProcessInput } from './process-input.js';
import { type Exit, type StartedProcess, startProcess } from './started-process.js';

/** How long the output of a process that has exited still counts when others keep it open. */
const LINGER_MS = 1_000;

/** How a co-process ended. */
export interface LinkEnd {
  /** Such as `SIGSEGV`, `exit 3` or `it was not ready within 10 s`. */
  readonly how: string;
  /** That it exited with 0 by itself. */
  readonly isClean: boolean;
  /** That it ended for a reason in which its jobs had no part. */
  readonly isOurs: boolean;
}

/** Why we end a process. */
export type EndReason = Pick<LinkEnd, 'how' | 'isOurs'>;

/** Takes the words of a process. While the promise it may return is pending, nothing more is read. */
export type WordTaker = (word: Word) => void | Promise<void>;

/** An output that is read, and when that is over. */
interface Output {
  readonly pipe: OutputPipe;
  readonly closed: Promise<void>;
}

/**
 * A co-process and the way to it: orders go in, words come out. It leads a process group of its own, which is ended with
 * it.
 */
export class ProcessLink {
  readonly codec: Codec;
  readonly pid: number;
  /** Resolves when it has exited and its last word is taken. */
  readonly ended: Promise<LinkEnd>;
  readonly #killAfterMs: number;
  readonly #group: ProcessGroup;
  readonly #input: ProcessInput;
  readonly #stdout: Output;
  readonly #stderr: Output;
  #takeWord: WordTaker = () => undefined;
  #reason: EndReason | undefined;
  #isBroken = false;
  #lingering: NodeJS.Timeout | undefined;

  private constructor({ pid, streams, exit }: StartedProcess, settings: CoprocessSettings) {
    this.codec = codecFor(settings);
    this.pid = pid;
    this.#killAfterMs = settings.killAfterMs;
    this.#group = new ProcessGroup(pid);
    const onDeaf = () => this.terminate({ how: 'it closed its stdin', isOurs: false });
    this.#input = new ProcessInput(streams.giveInput(), this.codec, onDeaf);
    const onFailure = (error: unknown) => this.terminate({ how: messageOf(error), isOurs: false });
    this.#stdout = readOutput(streams.stdout, (chunk) => this.#take(chunk), onFailure);
    this.#stderr = readOutput(streams.stderr, settings.onStderr, onFailure);
    this.ended = this.#untilEnded(exit);
  }

  /** Starts a process. Rejects with a StartError. A listener that is added as soon as this resolves misses no word. */
  static async start(settings: CoprocessSettings): Promise<ProcessLink> {
    return new ProcessLink(await startProcess(settings), settings);
  }

  /** Resolves when none of its processes is left, once it has ended. */
  get gone(): Promise<void> {
    return this.#end();
  }

  /** Has its words taken. */
  listen(take: WordTaker): void {
    this.#takeWord = take;
  }

  /** Sends an order. */
  send(order: Order): void {
    this.#input.send(order);
  }

  /** Closes its stdin once all that was sent is written. */
  endInput(): void {
    this.#input.end();
  }

  /** Ends it and all of its group: TERM, and KILL after `killAfterMs`. The first reason is the one that counts. */
  terminate(reason: EndReason): void {
    this.#reason ??= reason;
    void this.#end();
  }

  /** Sends KILL to it and all of its group. */
  kill(reason: EndReason): void {
    this.#reason ??= reason;
    void this.#group.kill();
  }

  #end(): Promise<void> {
    return this.#group.end([{ signal: 'SIGTERM', waitMs: this.#killAfterMs }]);
  }

  async #untilEnded(exit: Promise<Exit>): Promise<LinkEnd> {
    const isMute = await Promise.race([exit.then(() => false), this.#stdout.closed.then(() => true)]);
    // Most that close their stdout are about to exit.
    if (isMute) this.#linger(() => this.terminate({ how: 'it closed its stdout', isOurs: false }));
    const { how, isClean, isKnown, hasLeft } = await exit;
    if (!hasLeft) this.#group.vanish();
    // Nobody knows whether it has exited; now it will.
    else if (!isKnown) void this.#group.kill();
    this.#linger(() => {
      this.#stdout.pipe.cut();
      this.#stderr.pipe.cut();
    });
    await Promise.all([this.#stdout.closed, this.#stderr.closed]);
    clearTimeout(this.#lingering);
    this.#input.close();
    if (this.#reason !== undefined) return { ...this.#reason, isClean: false };
    return { how, isClean, isOurs: !isKnown };
  }

  #linger(thenDo: () => void): void {
    clearTimeout(this.#lingering);
    this.#lingering = setTimeout(thenDo, LINGER_MS);
  }

  #take(chunk: Uint8Array): void | Promise<void> {
    if (this.#isBroken) return undefined;
    const words = this.codec.decode(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    return this.#takeWords(words[Symbol.iterator]());
  }

  #takeWords(words: Iterator<Word>): void | Promise<void> {
    try {
      for (let next = words.next(); next.done !== true; next = words.next()) {
        const taken = this.#takeWord(next.value);
        if (taken !== undefined) return taken.then(() => this.#takeWords(words));
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#isBroken = true;
      this.kill({ how: `it broke the protocol: ${error.message}`, isOurs: false });
    }
    return undefined;
  }
}

function readOutput(source: OutputSource, take: OutputTaker, failed: (error: unknown) => void): Output {
  let onClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    onClosed = resolve;
  });
  const pipe = new OutputPipe(source, take, { active: () => undefined, failed, closed: () => onClosed() });
  pipe.watch();
  return { pipe, closed };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
