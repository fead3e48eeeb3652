import { Args, type Interfaces } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { connectionSettings } from '../cli/flags/connection.js';
import {
  commandFlags,
  coprocessFlags,
  lifeFlags,
  outcomeFlags,
  poolFlags,
  printFlags,
  processFlags,
  slotFlags,
  workConnectionFlags,
} from '../cli/flags/work.js';
import { bytesJson } from '../cli/output/bytes-json.js';
import { showsUnicode } from '../cli/output/glyphs.js';
import { printable } from '../cli/output/printable.js';
import { commandLineOf, type WorkWords, workWords } from '../cli/work-words.js';
import { onWorkerSignals } from '../cli/worker-signals.js';
import { UsageError } from '../errors.js';
import { dropPrivileges } from '../operations/run-worker/drop-privileges.js';
import { flagWish } from '../operations/run-worker/flag-wish.js';
import { lifeWish, printSettings } from '../operations/run-worker/life-wish.js';
import { openLog } from '../operations/run-worker/open-log.js';
import { PoolHost, type WorkSource } from '../operations/run-worker/pool/pool-host.js';
import { statusDocument } from '../operations/run-worker/pool/pool-status.js';
import { statusLines } from '../operations/run-worker/pool/status-text.js';
import { functionSettings } from '../operations/run-worker/pool-file/function-settings-of.js';
import type { StopEvent } from '../operations/run-worker/stop-state.js';
import type { WorkEventTaker } from '../operations/run-worker/work-event.js';

type WorkFlags = Interfaces.InferredFlags<typeof Work.flags> & { readonly quiet: boolean };

export default class Work extends BaseCommand {
  static override summary = 'Run a command for each job';
  static override description = [
    'The workload is the stdin of COMMAND, its stdout the result. Exit status 0 completes the job, 75 has it tried again',
    ' (-r), any other, a signal or the time-out fails it, and the end of stderr is sent along as a warning. COMMAND is run',
    ' as it is, by no shell, in a process group of its own. Its arguments may hold {} (the workload), {file}, {handle},',
    ' {unique}, {function}, {attempt}, {slot} and {.name} (a field of JSON); $GEARMAN_JOB_HANDLE and so on are in its',
    ' environment, and what it writes to descriptor 3 is heard: progress 3/10, warn TEXT, retry 30s.\n\n',
    'SIGTERM or ^C lets the running jobs end; a second one ends the commands and gives their jobs back to the server; a',
    ' third kills. HUP reads the file of --config again, TTIN and TTOU add and take away a slot, TSTP and CONT pause and go',
    ' on, USR2 tells what runs. A server that is lost is tried again for ever. Without COMMAND, jobs are printed on stdout.',
  ].join('');
  static override examples = [
    { description: 'Count lines', command: '<%= config.bin %> <%= command.id %> wc -- wc -l' },
    {
      description: 'Four at a time, none longer than a minute, each tried three times',
      command: '<%= config.bin %> <%= command.id %> -j 4 -t 1m -r 2 resize -- ./resize.sh',
    },
    {
      description: 'A pipeline, with a field of the workload as $1',
      command: `<%= config.bin %> <%= command.id %> report --shell 'report --day "$1" | gzip' -- '{.day}'`,
    },
    {
      description: 'One long-lived process instead of one for each job',
      command: '<%= config.bin %> <%= command.id %> mail --coprocess jsonl -- python3 mail.py',
    },
    {
      description: 'Many functions, as a file describes them',
      command: '<%= config.bin %> <%= command.id %> --config /etc/gearctl/workers.yaml',
    },
    {
      description: 'Take three jobs out of a queue and look at them',
      command: '<%= config.bin %> <%= command.id %> -c 3 --jsonl resize',
    },
  ];
  static override usage = [
    '<%= command.id %> FUNCTION... [FLAGS] [-- COMMAND [ARG]...]',
    '<%= command.id %> --config FILE [FLAGS]',
  ];
  static override strict = false;
  static override schema = 'work-event';
  static override args = {
    function: Args.string({ ignoreStdin: true, description: 'What to do jobs of' }),
  };
  static override flags = {
    ...slotFlags,
    ...commandFlags,
    ...processFlags,
    ...outcomeFlags,
    ...coprocessFlags,
    ...lifeFlags,
    ...poolFlags,
    ...printFlags,
    ...workConnectionFlags,
  };

  override async run(): Promise<void> {
    const words = workWords(this.argv);
    const { flags, argv } = await this.parse(Work, words.own).catch((error: unknown) => words.explain(error));
    const functions = argv as string[];
    words.check(functions, flags.config);
    if (flags['print-unit'] !== undefined) return this.#printUnit(flags);
    const source = await this.#source(functions, words, flags);
    if (flags.check) return this.#check(source, flags.config);
    const tell = await this.#log(flags, functions);
    const service = this.#open(source, flags, tell);
    const warn = ({ message }: Error) => tell({ type: 'warning', message });
    // A signal that comes while the worker is still being prepared waits until it is, and is over if it never is.
    const then = (act: (service: PoolHost) => unknown) => void service.then(act, () => undefined).catch(warn);
    const stop = (event: StopEvent) => then((running) => running.stop(event));
    const release = onWorkerSignals(process, {
      asked: () => stop('asked'),
      quit: () => stop('quit'),
      reload: flags.config === undefined ? undefined : () => then((running) => running.reload()),
      addSlots: (count) => then((running) => running.addSlots(count)),
      pause: this.stdin.isTTY ? undefined : () => then((running) => running.pause()),
      resume: () => then((running) => running.resume()),
      status: () => then((running) => this.#printStatus(running, flags['log-format'])),
    });
    try {
      const state = await (await service).run();
      if (state === 'killing') this.conclude('TERMINATED');
    } finally {
      release();
    }
  }

  async #source(functions: readonly string[], words: WorkWords, flags: WorkFlags): Promise<WorkSource> {
    const { env } = this;
    const { config: path, only } = flags;
    if (path !== undefined) {
      const { readPoolFile } = await import('../operations/run-worker/pool-file/read-pool-file.js');
      const { onlyFunctions } = await import('../operations/run-worker/pool-file/only-functions.js');
      return { type: 'file', read: async () => onlyFunctions(await readPoolFile(path, { env }), only) };
    }
    const wish = flagWish(flags, words.command);
    const user = wish.user === undefined ? undefined : await this.#user(wish.user);
    return { type: 'functions', functions, settings: functionSettings(functions[0] ?? '', wish, { env, user }) };
  }

  async #open(source: WorkSource, flags: WorkFlags, tell: WorkEventTaker): Promise<PoolHost> {
    const connection = await connectionSettings(flags, this.env);
    await this.#becomeSomebodyElse(flags);
    return PoolHost.open(
      {
        ...lifeWish(flags, this.env),
        ...{ source, pid: process.pid, program: this.program, bytesJson },
        worker: { ...connection, reconnect: !flags['no-reconnect'], maxPacketBytes: flags['max-packet'] },
        prefersOwnServers: flags.server !== undefined || this.env.GEARCTL_SERVERS !== undefined,
        print: printSettings(flags, this.stdout, bytesJson),
      },
      tell,
    );
  }

  async #becomeSomebodyElse({ 'drop-privileges': name }: WorkFlags): Promise<void> {
    if (name !== undefined) dropPrivileges(process, await this.#user(name));
  }

  async #user(name: string) {
    const { lookUpUser } = await import('../operations/run-worker/process-user.js');
    return lookUpUser(name);
  }

  async #check(source: WorkSource, path = ''): Promise<void> {
    if (source.type !== 'file') throw new UsageError('there is nothing to check', { hint: 'give --config FILE' });
    const { functions } = await source.read();
    this.stdout.write(
      `${printable(path)}: ${functions.length} ${functions.length === 1 ? 'function' : 'functions'}, ok\n`,
    );
  }

  async #printUnit(flags: WorkFlags): Promise<void> {
    const { systemdUnit } = await import('../operations/run-worker/systemd-unit.js');
    const called = {
      command: commandLineOf(process.execPath, this.program, ['work', ...this.argv]),
      directory: process.cwd(),
    };
    const {
      config,
      'drain-timeout': drainTimeoutMs,
      'kill-after': killAfterMs = 10_000,
      'sd-notify': notifies,
    } = flags;
    this.stdout.write(systemdUnit({ ...called, config, drainTimeoutMs, killAfterMs, notifies }));
  }

  #printStatus(service: PoolHost, format: 'text' | 'json'): void {
    const document = statusDocument(service.status(), Date.now());
    const lines = format === 'json' ? [JSON.stringify(document)] : statusLines(document).map(printable);
    this.stderr.write(`${lines.join('\n')}\n`);
  }

  async #log(flags: WorkFlags, functions: readonly string[]): Promise<WorkEventTaker> {
    return openLog({
      stream: this.stderr,
      format: flags.quiet ? 'none' : flags['log-format'],
      pid: process.pid,
      style: {
        paint: await this.paint(this.stderr),
        isUnicode: showsUnicode(this.env),
        functionWidth: Math.min(24, Math.max(0, ...functions.map((name) => name.length))),
      },
      isForJournal: this.env.JOURNAL_STREAM !== undefined,
    });
  }
}
