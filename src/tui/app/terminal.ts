import { StringDecoder } from 'node:string_decoder';
import type { ReadStream, WriteStream } from 'node:tty';
import { keyName, sequencesIn } from './key-names.js';
import { type PointerEvent, pointerEvent } from './pointer.js';

const ENTER_ALTERNATE = '\x1b[?1049h';
const LEAVE_ALTERNATE = '\x1b[?1049l';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const NO_WRAP = '\x1b[?7l';
const WRAP = '\x1b[?7h';
/** Clicks and the wheel are told, in numbers. */
const WATCH_MOUSE = '\x1b[?1000h\x1b[?1006h';
const LEAVE_MOUSE = '\x1b[?1006l\x1b[?1000l';
const PLAIN = '\x1b[0m';
const HOME_AND_ERASE = '\x1b[H\x1b[2J';

/** Who sits before a terminal. */
export interface TerminalUser {
  /** A key was pressed, which has this name. */
  pressed(key: string): void;
  /** Something was done with the mouse. */
  pointed(event: PointerEvent): void;
  /** There is nobody any more. */
  gone(): void;
}

/**
 * A terminal while a screen is drawn on it: the alternate screen without a cursor, and keys as they are pressed. `leave`
 * gives it back as it was, and may be called at any time, also as the last thing a process does.
 */
export class Terminal {
  readonly #input: ReadStream;
  readonly #output: WriteStream;
  readonly #decoder = new StringDecoder('utf8');
  readonly #user: TerminalUser;
  readonly #watchesMouse: boolean;
  #isEntered = false;

  /** With `watchesMouse` the terminal tells of the mouse, and no longer selects text with it. */
  constructor(input: ReadStream, output: WriteStream, watchesMouse: boolean, user: TerminalUser) {
    this.#input = input;
    this.#output = output;
    this.#watchesMouse = watchesMouse;
    this.#user = user;
  }

  get cols(): number {
    return this.#output.columns || 80;
  }

  get rows(): number {
    return this.#output.rows || 24;
  }

  /** Takes the terminal over. */
  enter(): void {
    if (this.#isEntered) return;
    this.#isEntered = true;
    const mouse = this.#watchesMouse ? WATCH_MOUSE : '';
    this.#output.write(`${ENTER_ALTERNATE}${HIDE_CURSOR}${NO_WRAP}${mouse}${HOME_AND_ERASE}`);
    this.#input.setRawMode(true);
    this.#input.on('data', this.#read).on('end', this.#gone).on('error', this.#gone).resume();
  }

  /** Gives it back. */
  leave(): void {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    this.#input.off('data', this.#read).off('end', this.#gone).off('error', this.#gone).pause();
    // A terminal that has gone away cannot be given back.
    if (!this.#input.destroyed) this.#input.setRawMode(false);
    const mouse = this.#watchesMouse ? LEAVE_MOUSE : '';
    if (this.#output.writable) this.#output.write(`${mouse}${PLAIN}${WRAP}${SHOW_CURSOR}${LEAVE_ALTERNATE}`);
  }

  /** Has the terminal put text on the clipboard of whoever sits before it (OSC 52). */
  copy(text: string): void {
    this.#output.write(`\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`);
  }

  /** Writes to the screen; what comes after `leave` is left out. */
  write(text: string): void {
    if (this.#isEntered) this.#output.write(text);
  }

  readonly #read = (chunk: Buffer): void => {
    for (const sequence of sequencesIn(this.#decoder.write(chunk))) {
      const event = pointerEvent(sequence);
      const key = keyName(sequence);
      if (event !== undefined) this.#user.pointed(event);
      else if (key !== undefined) this.#user.pressed(key);
    }
  };

  readonly #gone = (): void => this.#user.gone();
}
