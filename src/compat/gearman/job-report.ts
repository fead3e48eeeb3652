import type { GearctlError } from '../../errors.js';
import type { TurnEvent, TurnReport } from '../../operations/submit-in-turn.js';
import { bytesOf } from '../byte-words.js';
import { createdLine } from './created-line.js';
import type { JobOutput } from './job-output.js';
import type { LateStream } from './late-stream.js';
import type { Options } from './options.js';
import type { Outcome } from './outcome.js';

const LARGEST_PERCENTAGE = 0xffff_ffff;

/** Writes what jobs report: results to stdout, warnings and failures to stderr. */
export class ForegroundReport implements TurnReport {
  readonly #options: Options;
  readonly #output: JobOutput;
  readonly #stderr: LateStream;
  readonly #outcome: Outcome;

  constructor(options: Options, output: JobOutput, stderr: LateStream, outcome: Outcome) {
    this.#options = options;
    this.#output = output;
    this.#stderr = stderr;
    this.#outcome = outcome;
  }

  event(functionName: string, event: TurnEvent): Promise<void> | undefined {
    const prefix = this.#options.prefixes ? bytesOf(`${functionName}: `) : undefined;
    switch (event.type) {
      case 'created':
        return this.#options.isVerbose ? this.#output.writeLine(createdLine(Buffer.from(event.handle))) : undefined;
      case 'data':
      case 'complete':
        return this.#writeData(prefix, event.data);
      case 'status':
        return this.#output.writeLine(joined(prefix, Buffer.from(`${percentage(event)}% Complete\n`)));
      case 'warning':
        this.#stderr.write(joined(prefix, event.data));
        return undefined;
      case 'exception':
        this.#stderr.write(joined(prefix, event.data));
        this.#outcome.troubled();
        return undefined;
      case 'fail':
        this.#stderr.write(joined(prefix, Buffer.from('Job failed\n')));
        this.#outcome.failed();
        return undefined;
    }
  }

  lost(error: GearctlError): void {
    if (this.#output.failed.aborted) return;
    this.#outcome.troubled();
    this.#outcome.say('gearman_client_run_tasks', error);
  }

  /** A prefix takes what was held back with it. */
  #writeData(prefix: Uint8Array | undefined, data: Uint8Array): Promise<void> | undefined {
    if (prefix === undefined) return this.#output.write(data);
    this.#output.flush();
    this.#output.write(prefix);
    return this.#output.write(data);
  }
}

/** Of nothing, nothing is done. */
function percentage({ numerator, denominator }: { numerator: number; denominator: number }): number {
  const [done, all] = [Math.trunc(numerator), Math.trunc(denominator)];
  return all === 0 ? 0 : Math.min(LARGEST_PERCENTAGE, Math.trunc((done * 100) / all));
}

function joined(prefix: Uint8Array | undefined, data: Uint8Array): Uint8Array {
  return prefix === undefined ? data : Buffer.concat([prefix, data]);
}
