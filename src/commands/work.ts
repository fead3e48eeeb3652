import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { connectionSettings } from '../cli/flags/connection.js';
import { under } from '../cli/flags/groups.js';
import { commandFlags, lifeFlags, printFlags, slotFlags, workConnectionFlags } from '../cli/flags/work.js';
import { bytesJson } from '../cli/output/bytes-json.js';
import { showsUnicode } from '../cli/output/glyphs.js';
import { onStopRequests } from '../cli/stop-requests.js';
import { UsageError } from '../errors.js';
import { parseParallelism } from '../operations/parallelism.js';
import { logJson } from '../operations/run-worker/log-json.js';
import { logText } from '../operations/run-worker/log-text.js';
import { openWorker } from '../operations/run-worker/open-worker.js';
import { delimitedPayload, jsonPayload } from '../operations/run-worker/payload-format.js';
import { RESULT_MODES } from '../operations/run-worker/result-output.js';
import type { StopEvent } from '../operations/run-worker/stop-state.js';
import type { WorkEventTaker } from '../operations/run-worker/work-event.js';
import { workLog } from '../operations/run-worker/work-log.js';
import { NUL, parseSeparator } from '../operations/separator.js';

const PUT_DASHES =
  'put -- before the command: gearctl work FUNCTION -- COMMAND; to print the jobs of several functions, end with --';

export default class Work extends BaseCommand {
  static override summary = 'Run a command for each job';
  static override description = [
    'The workload is the stdin of COMMAND, its stdout the result. Exit status 0 completes the job; any other, a signal or',
    ' the time-out fails it, and the end of stderr is sent along as a warning. COMMAND is run as it is, by no shell, in a',
    ' process group of its own; $GEARMAN_JOB_HANDLE, _FUNCTION, _UNIQUE and so on tell it what it works on.\n\n',
    'SIGTERM or ^C lets the running jobs end; a second one ends the commands and gives their jobs back to the server; a',
    ' third kills. A server that is lost is tried again for ever. Without COMMAND, jobs are printed on stdout.',
  ].join('');
  static override examples = [
    { description: 'Count lines', command: '<%= config.bin %> <%= command.id %> wc -- wc -l' },
    {
      description: 'Four at a time, none longer than a minute',
      command: '<%= config.bin %> <%= command.id %> -j 4 -t 1m resize -- ./resize.sh',
    },
    {
      description: 'A pipeline: a shell is a command like any other',
      command: "<%= config.bin %> <%= command.id %> shrink -- sh -c 'convert - -resize 200x - | optipng -'",
    },
    {
      description: 'Take three jobs out of a queue and look at them',
      command: '<%= config.bin %> <%= command.id %> -c 3 --jsonl resize',
    },
  ];
  static override usage = '<%= command.id %> FUNCTION... [FLAGS] [-- COMMAND [ARG]...]';
  static override strict = false;
  static override schema = 'work-event';
  static override args = {
    function: Args.string({ ignoreStdin: true, required: true, description: 'What to do jobs of' }),
  };
  static override flags = {
    ...slotFlags,
    ...commandFlags,
    ...under('COMMAND', {
      stdout: Flags.option({
        options: RESULT_MODES,
        default: 'auto',
        description:
          'auto keeps 256 KiB for the end and streams what is more; complete keeps all; data and lines stream',
      })(),
    }),
    ...lifeFlags,
    ...printFlags,
    ...workConnectionFlags,
  };

  override async run(): Promise<void> {
    const { functions, command, flags } = await this.#parsed();
    const { 'idle-exit': idleExitMs, 'max-packet': maxPacketBytes, id } = flags;
    const connection = await connectionSettings(flags, this.env);
    const worker = openWorker(
      {
        ...{ functions, slots: parseParallelism(flags.jobs), pid: process.pid },
        ...{ maxJobs: flags.count, drainTimeoutMs: flags['drain-timeout'], ...(idleExitMs > 0 && { idleExitMs }) },
        worker: { ...connection, reconnect: !flags['no-reconnect'], maxPacketBytes, ...(id !== undefined && { id }) },
      },
      command.length === 0
        ? {
            stream: this.stdout,
            format: flags.jsonl
              ? jsonPayload(bytesJson)
              : delimitedPayload(flags.null ? NUL : parseSeparator(flags.delimiter)),
          }
        : {
            ...{ command, env: { ...this.env }, cwd: flags.cwd },
            ...{ timeoutMs: flags.timeout, killAfterMs: flags['kill-after'], exceptions: flags.exceptions },
            ...{ resultMode: flags.stdout, maxResultBytes: maxPacketBytes },
          },
      await this.#log(flags, functions),
    );
    // A request that comes while the worker is still being prepared waits until it is.
    const stop = (event: StopEvent) => worker.then((run) => run.stop(event)).catch(() => undefined);
    const release = onStopRequests(process, { asked: () => void stop('asked'), quit: () => void stop('quit') });
    try {
      const state = await (await worker).run();
      if (state === 'killing') this.conclude('TERMINATED');
    } finally {
      release();
    }
  }

  async #log(flags: { quiet: boolean; 'log-format': string }, functions: readonly string[]): Promise<WorkEventTaker> {
    if (flags.quiet) return () => undefined;
    if (flags['log-format'] === 'json') return workLog(this.stderr, (event, at) => logJson(event, at, process.pid));
    const style = {
      paint: await this.paint(this.stderr),
      isUnicode: showsUnicode(this.env),
      functionWidth: Math.min(24, Math.max(...functions.map((name) => name.length))),
    };
    return workLog(this.stderr, (event, at) => (event.type === 'start' ? undefined : logText(event, at, style)));
  }

  /** Everything behind `--` is the command. Without it there is none, and then there is just one function. */
  async #parsed() {
    const end = this.argv.indexOf('--');
    const own = end === -1 ? this.argv : this.argv.slice(0, end);
    const command = end === -1 ? [] : this.argv.slice(end + 1);
    const mayLackDashes = end === -1 && own.filter((word) => !word.startsWith('-')).length > 1;
    const { flags, argv } = await this.parse(Work, own).catch((error: unknown) => {
      if (!mayLackDashes || !(error instanceof UsageError)) throw error;
      throw new UsageError(error.message, { hint: PUT_DASHES, cause: error });
    });
    const functions = argv as string[];
    if (end === -1 && functions.length > 1) {
      throw new UsageError(`there is no -- before '${functions[1]}'`, { hint: PUT_DASHES });
    }
    return { functions, flags, command };
  }
}
