import type { CommandAction } from '../function-settings.js';
import { ArgumentTemplate, type ArgumentValues } from '../placeholders/argument-template.js';
import { checkScript } from '../placeholders/placeholder.js';

/** The command of a function: what is run for a job is this, with the job's values in it. */
export class JobCommand {
  /** The program, as it is to be looked up. */
  readonly program: string;
  /** True when the workload is needed in a file. */
  readonly usesFile: boolean;
  readonly #head: readonly string[];
  readonly #template: ArgumentTemplate;
  #last: { readonly filled: readonly string[]; readonly command: readonly string[] } | undefined;

  /** Throws UsageError for a script with placeholders, and for a NUL. */
  constructor({ command, shell, payloadWords, allowsDash, process }: CommandAction) {
    if (shell !== undefined) checkScript(shell);
    const [program = '', ...args] = command;
    // What follows a script arrives as $1, $2 …, behind the name that the shell goes by.
    const head = shell === undefined ? [program] : ['/bin/sh', '-c', shell, 'sh'];
    this.program = head[0] as string;
    this.#head = process.cgroup === undefined ? head : [...scopeOf(process.cgroup), ...head];
    this.#template = new ArgumentTemplate(shell === undefined ? args : command, { payloadWords, allowsDash });
    this.usesFile = this.#template.usesFile;
  }

  /** Gives program and arguments for a job. Throws InputDataError for a job that cannot be put into arguments. */
  fill(values: ArgumentValues): readonly string[] {
    const filled = this.#template.fill(values);
    // Without placeholders it is the same for all jobs.
    if (this.#last?.filled !== filled) this.#last = { filled, command: [...this.#head, ...filled] };
    return this.#last.command;
  }
}

/** Runs a command in a scope of systemd with these properties: it is started in place, so its process is ours. */
function scopeOf(properties: readonly string[]): string[] {
  return ['systemd-run', '--scope', '--quiet', '--collect', ...properties.flatMap((each) => ['-p', each]), '--'];
}
