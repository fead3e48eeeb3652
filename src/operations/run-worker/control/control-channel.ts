import { parseControlLine } from './control-line.js';
import { ControlLines, MAX_CONTROL_LINE_BYTES } from './control-lines.js';
import type { ControlWord } from './control-word.js';
import type { ProgressSender } from './progress-sender.js';

/** What follows at once from what a command says. */
export interface ControlTarget {
  /** Sends data; resolves when there is room for more. What it throws ends the command. */
  sendData(data: Uint8Array): void | Promise<void>;
  sendWarning(data: Uint8Array): void;
  /** Resolves when all that was sent has left. */
  flushed(): Promise<void>;
  /** Takes a piece of the result, as `sendData` does. */
  takeResult(piece: Uint8Array): void | Promise<void>;
  /** Gives the command so much more time, in ms. */
  extend(byMs: number): void;
  /** Takes a line about what could not be understood, for people. While the promise is pending nothing more is read. */
  complain(text: string): void | Promise<void>;
}

/** A command that takes descriptor 3 for something else should not fill up the log. */
const MOST_COMPLAINTS = 10;

/** How much of a line that means nothing is shown. */
const MAX_SHOWN_BYTES = 200;

/** What a command says on its control channel: passed on at once, or kept until it has ended. */
export class ControlChannel {
  /** What is to be said if the command fails; the last word counts. */
  exception: Uint8Array | undefined;
  /** That a failure is to be tried again. */
  retry: { readonly afterMs: number | undefined } | undefined;
  /** The file that holds the result. */
  resultFile: string | undefined;
  readonly #lines = new ControlLines();
  readonly #target: ControlTarget;
  readonly #progress: ProgressSender;
  #hasWarned = false;
  #complaints = 0;
  /** What has to be over before more is read. */
  #pending: Promise<void>[] = [];

  constructor(target: ControlTarget, progress: ProgressSender) {
    this.#target = target;
    this.#progress = progress;
  }

  /** Takes a chunk, which it may keep. What it returns resolves when there is room for more. */
  take(chunk: Uint8Array): void | Promise<void> {
    for (const line of this.#lines.push(chunk)) {
      if (line === undefined) this.#complain(TOO_LONG);
      else this.#obey(line);
    }
    return this.#settled();
  }

  /** Takes the end: a last line may have no newline. */
  end(): void | Promise<void> {
    const rest = this.#lines.rest();
    if (rest.length > 0) this.#obey(rest);
    return this.#settled();
  }

  #obey(line: Uint8Array): void {
    const words = parseControlLine(line);
    if (words === undefined) this.#complain(`unknown line on descriptor 3: ${shown(line)}`);
    else for (const word of words) this.#hear(word);
  }

  #hear(word: ControlWord): void {
    switch (word.type) {
      case 'progress':
        this.#progress.report(word);
        break;
      case 'data':
        this.#wait(this.#target.sendData(word.bytes));
        break;
      case 'warn':
        this.#target.sendWarning(word.bytes);
        this.#hasWarned = true;
        break;
      case 'extend':
        this.#target.extend(word.byMs);
        break;
      case 'exception':
        this.exception = word.bytes;
        break;
      case 'retry':
        this.retry = word;
        break;
      case 'result-file':
        this.resultFile = word.path;
        break;
      case 'result':
        this.#wait(this.#target.takeResult(word.bytes));
    }
  }

  #complain(text: string): void {
    this.#complaints += 1;
    if (this.#complaints > MOST_COMPLAINTS) return;
    const last = this.#complaints === MOST_COMPLAINTS ? ' (no more of these are told)' : '';
    this.#wait(this.#target.complain(`${text}${last}`));
  }

  #wait(wait: void | Promise<void>): void {
    if (wait instanceof Promise) this.#pending.push(wait);
  }

  #settled(): void | Promise<void> {
    if (this.#hasWarned) this.#pending.push(this.#target.flushed());
    this.#hasWarned = false;
    if (this.#pending.length === 0) return undefined;
    const pending = this.#pending;
    this.#pending = [];
    return Promise.all(pending).then(() => undefined);
  }
}

const TOO_LONG = `a line on descriptor 3 was left out: it is longer than ${MAX_CONTROL_LINE_BYTES} bytes`;

function shown(line: Uint8Array): string {
  const text = new TextDecoder().decode(line.subarray(0, MAX_SHOWN_BYTES));
  return line.length > MAX_SHOWN_BYTES ? `${text}…` : text;
}
