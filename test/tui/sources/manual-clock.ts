import type { Clock } from '../../../src/tui/sources/clock.js';
import { secondsIn } from '../samples.js';

/** A clock that goes on only when it is told to. */
export class ManualClock implements Clock {
  /** How long those who wait have asked to, in ms. */
  readonly waits: number[] = [];
  #nowMs = 0;
  #wake: (() => void) | undefined;

  now(): { atMs: number; epochMs: number } {
    return secondsIn(this.#nowMs / 1000);
  }

  wait(ms: number, signal: AbortSignal): Promise<void> {
    this.waits.push(ms);
    return new Promise((resolve) => {
      this.#wake = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Half way between the shortest and the longest. */
  random(): number {
    return 0.5;
  }

  /** Lets time pass, and ends the wait of the last who asked. */
  pass(ms: number): void {
    this.#nowMs += ms;
    this.#wake?.();
  }

  /** Lets time pass while somebody is at work. */
  work(ms: number): void {
    this.#nowMs += ms;
  }
}
