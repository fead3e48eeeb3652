import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { exitCodeFor } from '../cli/exit-codes.js';
import { failureJson, failureOf, failureText } from '../cli/failure.js';
import { connectionFlags, connectionSettings } from '../cli/flags/connection.js';
import { under } from '../cli/flags/groups.js';
import { journalFlag } from '../cli/flags/journal.js';
import { runAtOf } from '../cli/flags/moment.js';
import { sizeFlag } from '../cli/flags/size.js';
import { flowFlags, inputFlags, jobFlags, resultFlags } from '../cli/flags/submit.js';
import { timeoutFlag } from '../cli/flags/watch.js';
import { bytesJson } from '../cli/output/bytes-json.js';
import { showsUnicode } from '../cli/output/glyphs.js';
import { PROGRESS_MODES } from '../operations/submit-jobs/progress.js';
import { submitJobs } from '../operations/submit-jobs/submit-jobs.js';

const GIB = 1024 ** 3;

/** What flags with an optional value mean without one, which oclif does not know. */
const BARE_FLAGS: Readonly<Record<string, string>> = { '--tag': '--tag={handle}\t', '--progress': '--progress=bar' };

export default class Submit extends BaseCommand {
  static override summary = 'Submit jobs and wait for their results';
  static override description = [
    'Each DATA is the workload of a job. Without DATA, all of stdin (or of each -a FILE) is one, byte for byte; -l, -0' +
      ' and -d make a job of each record in it, and --input jsonl of each JSON object: {"function", "data" or' +
      ' "data_base64" or "json", "unique", "priority", "background", "at"}, all of them optional.',
    'stdout gets the results and nothing else, or, of background jobs, the handles, one per line; everything else goes' +
      ' to stderr.',
    'Exit code 0: every job succeeded, or was accepted if it is a background job. 1: all failed. 2: all failed with an' +
      ' exception. 3: only some failed. 75: try again later. gearctl help exit-codes lists the others.',
  ].join('\n\n');
  static override examples = [
    ['A file in, a file out', 'resize < photo.jpg > small.jpg'],
    ['In the background: prints the handle', `-b mail '{"to":"ada"}'`],
    ['A million lines in the background, equal lines being one job', '-b -l -u - crawl < urls.txt > handles.txt'],
    ['Records that end with a NUL, eight at a time, results in order', '-0 -j 8 -k checksum < names'],
    ['In the background, and the exit code of the job all the same', '-b --wait -t 10m report 2026-09'],
    ['Tonight', `--at 22:00 backup /srv/data`],
    ['Show what would be submitted', `-n -l --template '{"to":{json}}' mail < names.txt`],
    ['Fail at once without a worker (5), and after 30 seconds (124)', '--require-worker -t 30s report 2026-09'],
  ].map(([description = '', flags]) => ({ description, command: `<%= config.bin %> <%= command.id %> ${flags}` }));
  static override usage = '<%= command.id %> FUNCTION [DATA]... [FLAGS]';
  static override strict = false;
  static override schema = 'submit';
  static override args = {
    function: Args.string({
      ignoreStdin: true,
      description: 'What to do with the data; each line of JSON may name its own',
    }),
  };
  static override flags = {
    ...jobFlags,
    'dry-run': Flags.boolean({ char: 'n', description: 'Print the jobs as JSON Lines and submit none' }),
    'require-worker': Flags.boolean({ description: 'Submit nothing (exit code 5) that no worker is registered for' }),
    timeout: timeoutFlag,
    journal: journalFlag,
    ...inputFlags,
    ...flowFlags,
    ...resultFlags,
    ...under('OUTPUT', {
      progress: Flags.option({
        options: PROGRESS_MODES,
        default: 'auto' as const,
        helpValue: '[MODE]',
        description: 'How far the jobs are, on stderr',
      })(),
    }),
    ...under('CONNECTION', {
      ...connectionFlags,
      'max-packet': sizeFlag({ default: GIB, maxBytes: 4 * GIB - 1, description: 'The largest packet to take' }),
      'no-exceptions': Flags.boolean({ description: 'Do not ask for exceptions: what would be one just fails' }),
    }),
  };

  override async run(): Promise<void> {
    const { functionName, data, flags } = await this.#parsed();
    const { priority, unique, reducer, template, jobs, rate, halt, retries, tag, progress } = flags;
    const delimiter = flags.delimiter === undefined ? undefined : { delimiter: flags.delimiter };
    const stdin = () => this.stdin;
    const clock = { epochMs: Date.now, elapsedMs: () => performance.now() };
    const exit = await submitJobs(
      {
        ...{ functionName, data, also: flags.also ?? [], files: flags['arg-file'] ?? [], empty: flags.empty },
        cut: delimiter ?? flags.input ?? (flags.lines ? 'lines' : flags.null ? 'null' : 'whole'),
        ...{ keepSeparator: flags['keep-separator'], template, copies: flags.count },
        ...{ background: flags.background, wait: flags.wait, priority, unique, reducer, jobs, rate, halt, retries },
        runAt: runAtOf(flags, Date.now()),
        journalFolder: flags.wait ? await this.#journalFolder(flags.journal) : undefined,
        ...{
          timeoutMs: flags.timeout,
          requireWorker: flags['require-worker'],
          dryRun: flags['dry-run'],
        },
        layout: flags['keep-order'] ? 'input' : flags['line-buffer'] ? 'lines' : flags.ungroup ? 'mixed' : 'group',
        format: flags.json ? 'json' : flags.jsonl ? 'jsonl' : 'text',
        ...{ raw: flags.raw, tag, progress, quiet: flags.quiet, verbose: flags.verbose },
        isUnicode: showsUnicode(this.env),
        connection: await connectionSettings(flags, this.env),
        ...{ maxPacketBytes: flags['max-packet'], exceptions: !flags['no-exceptions'] },
      },
      {
        get stdin() {
          return stdin();
        },
        ...{ stdout: this.stdout, stderr: this.stderr, signal: this.interruptible(), clock },
        presentation: { exitCodeFor, errorText, errorJson: (error) => failureJson(failureOf(error)), bytesJson },
      },
    );
    this.exit(exit);
  }

  /** Hardly any job is waited for in this way, so the others do not load what it takes. */
  async #journalFolder(asked: string | undefined): Promise<string | undefined> {
    const { journalFolderOf } = await import('../operations/journal-folder.js');
    return journalFolderOf(asked, this.env);
  }

  /** The words that are no flags come from `raw`: oclif's `argv` loses their order when one equals the value of a flag. */
  async #parsed() {
    const end = this.argv.indexOf('--');
    const argv = this.argv.map((word, at) => (end === -1 || at < end ? (BARE_FLAGS[word] ?? word) : word));
    const { flags, raw } = await this.parse(Submit, argv);
    const [functionName, ...data] = raw.filter(({ type }) => type === 'arg').map(({ input }) => input);
    return { functionName, data, flags };
  }
}

function errorText(error: Error, about = ''): string {
  const failure = failureOf(error);
  return failureText({ ...failure, message: about + failure.message });
}
