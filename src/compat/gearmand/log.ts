import { closeSync, openSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { systemMessage } from '../../system-message.js';
import { LOG_LEVELS, type LogLevel } from './log-level.js';

/** Where a log goes, and how much of it. */
export interface LogOptions {
  /** A path, `stderr`, or `none` or nothing for no log. */
  readonly file: string;
  readonly level: LogLevel;
  /** Takes the log if `file` is `stderr` or cannot be opened, and complaints about the log. */
  readonly stderr: Writable;
  readonly now: () => Date;
}

/** The log, in lines of gearmand's form: `   INFO 2026-01-31 23:59:59.000000 [  main ] text`. */
export class Log {
  readonly #options: LogOptions;
  readonly #rank: number;
  #target: number | Writable | undefined;

  /** Opens the file to append to it; if it cannot be opened, the log goes to stderr, and begins with saying so. */
  constructor(options: LogOptions) {
    const { file, stderr, level } = options;
    this.#options = options;
    this.#rank = LOG_LEVELS.indexOf(level);
    if (file === '' || file === 'none') return;
    this.#target = stderr;
    if (file !== 'stderr') this.#open();
  }

  /** Writes a line if its level is grave enough. */
  write(level: LogLevel, text: string): void {
    if (this.#target === undefined || LOG_LEVELS.indexOf(level) > this.#rank) return;
    const line = `${level.padStart(7)} ${timestamp(this.#options.now())} [  main ] ${text}\n`;
    if (typeof this.#target !== 'number') {
      this.#target.write(line);
      return;
    }
    try {
      writeSync(this.#target, line);
    } catch (error) {
      this.#complain('Could not write to log file.', error);
    }
  }

  /** Opens the file anew, for the old one may have been moved away. What cannot be opened is left as it was. */
  reopen(): void {
    if (typeof this.#target === 'number') this.#open();
  }

  close(): void {
    if (typeof this.#target === 'number') closeSync(this.#target);
    this.#target = undefined;
  }

  #open(): void {
    const { file } = this.#options;
    try {
      const opened = openSync(file, 'a', 0o644);
      if (typeof this.#target === 'number') closeSync(this.#target);
      this.#target = opened;
    } catch (error) {
      const instead = typeof this.#target === 'number' ? 'keeping the old one' : 'switching to stderr';
      this.#complain(`Could not open log file "${file}", ${instead}.`, error);
    }
  }

  #complain(what: string, error: unknown): void {
    this.#options.stderr.write(`gearmand: ${what} (${systemMessage(error)})\n`);
  }
}

/** Writes a time of this zone as gearmand does, with as many digits as the clock has not. */
function timestamp(time: Date): string {
  const two = (value: number) => `${value}`.padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return `${date} ${clock}.${`${time.getMilliseconds()}`.padStart(3, '0')}000`;
}
