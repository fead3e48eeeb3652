import { areThere, isInputRead, makeFifos, OUTPUTS, type OutputName, openInput, removeFifos } from './fifos.js';
import { InputPipe } from './input-pipe.js';
import { OutputSource } from './output-source.js';

/** The FIFOs of a slot, and our ends of those of the outputs. */
export class SlotStreams {
  readonly directory: string;
  readonly stdout: OutputSource;
  readonly stderr: OutputSource;
  readonly control: OutputSource;
  #isFouled = false;

  private constructor(directory: string) {
    this.directory = directory;
    const scratch = new Uint8Array(65_536);
    const opened: OutputSource[] = [];
    const open = (name: OutputName): OutputSource => {
      const source = new OutputSource(directory, name, scratch);
      opened.push(source);
      return source;
    };
    try {
      this.stdout = open('stdout');
      this.stderr = open('stderr');
      this.control = open('control');
    } catch (error) {
      for (const source of opened) source.close();
      throw error;
    }
  }

  /** Makes them, in a new directory below `parent`. Rejects with SystemError. */
  static async make(parent: string): Promise<SlotStreams> {
    const directory = await makeFifos(parent);
    try {
      return new SlotStreams(directory);
    } catch (error) {
      await removeFifos(directory);
      throw error;
    }
  }

  /** Notes that somebody still has an output open: they would write into that of the next command. */
  foul(): void {
    this.#isFouled = true;
  }

  /** Opens again what the last command took away; false when these cannot serve another. Throws SystemError. */
  renew(needsInput: boolean): boolean {
    if (this.#isFouled || !areThere(this.directory) || (needsInput && isInputRead(this.directory))) return false;
    for (const name of OUTPUTS) this[name].open();
    return true;
  }

  /** Opens stdin, and begins to write it. Throws SystemError. */
  openInput(workload: Uint8Array): InputPipe {
    return new InputPipe(openInput(this.directory), workload);
  }

  /** Closes our ends, and removes the FIFOs. Whoever has one open keeps it. */
  async remove(): Promise<void> {
    for (const name of OUTPUTS) this[name].close();
    await removeFifos(this.directory);
  }
}
