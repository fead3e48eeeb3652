import { closeSync } from 'node:fs';
import { type InputEnds, openInput } from '../fifos.js';
import { OutputSource } from '../output-source.js';

/** Our ends of the streams of one process, until somebody takes them over. */
export class ProcessStreams {
  readonly stdout: OutputSource;
  readonly stderr: OutputSource;
  #input: InputEnds | undefined;

  /** Opens FIFOs. Throws SystemError, with nothing left open. */
  constructor(directory: string) {
    const opened: OutputSource[] = [];
    try {
      this.stdout = new OutputSource(directory, 'stdout');
      opened.push(this.stdout);
      this.stderr = new OutputSource(directory, 'stderr');
      opened.push(this.stderr);
      this.#input = openInput(directory);
    } catch (error) {
      for (const source of opened) source.close();
      throw error;
    }
  }

  /** Gives the descriptor of stdin away, now that the process has it open at its end. */
  giveInput(): number {
    if (this.#input === undefined) return -1;
    const { ours, both } = this.#input;
    this.#input = undefined;
    closeSync(both);
    return ours;
  }

  /** Closes what nobody has taken over. */
  close(): void {
    this.stdout.close();
    this.stderr.close();
    if (this.#input !== undefined) closeSync(this.giveInput());
  }
}
