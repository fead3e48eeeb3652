import { Args, type Interfaces } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { connectionSettings } from '../cli/flags/connection.js';
import { workFlags } from '../cli/flags/work.js';
import { bytesJson } from '../cli/output/bytes-json.js';
import { showsUnicode } from '../cli/output/glyphs.js';
import { printable } from '../cli/output/printable.js';
import { workHelp } from '../cli/work-help.js';
import { commandLineOf, workWords } from '../cli/work-words.js';
import { steerBySignals } from '../cli/worker-signals.js';
import { AbortedError, UsageError } from '../errors.js';
import { type LogWish, openLog } from '../operations/run-worker/open-log.js';
import { openWork } from '../operations/run-worker/open-work.js';
import type { WorkSource } from '../operations/run-worker/pool/host-wish.js';
import type { PoolHost } from '../operations/run-worker/pool/pool-host.js';
import { statusDocument } from '../operations/run-worker/pool/pool-status.js';
import { statusLines } from '../operations/run-worker/pool/status-text.js';
import type { WorkEventTaker } from '../operations/run-worker/work-event.js';
import { workSource } from '../operations/run-worker/work-source.js';

export default class Work extends BaseCommand {
  static override summary = workHelp.summary;
  static override description = workHelp.description;
  static override examples = workHelp.examples;
  static override usage = workHelp.usage;
  static override strict = false;
  static override schema = 'work-event';
  static override args = {
    function: Args.string({ ignoreStdin: true, description: 'What to do jobs of' }),
  };
  static override flags = workFlags;

  override async run(): Promise<void> {
    const words = workWords(this.argv);
    const { flags, argv } = await this.parse(Work, words.own).catch((error: unknown) => words.explain(error));
    const functions = argv as string[];
    words.check(functions, flags.config);
    if (flags['print-unit'] !== undefined) return this.#printUnit(flags);
    const source = () => workSource({ functions, command: words.command }, flags, this.env);
    if (flags.check) return this.#check(await source(), flags.config);
    const tell = openLog(await this.#logWish(flags, functions));
    const unwanted = new AbortController();
    const host = this.#open(source, flags, tell, unwanted.signal);
    const release = steerBySignals(process, host, {
      reloads: flags.config !== undefined,
      hasTerminal: this.stdin.isTTY === true,
      giveUp: (signal) => unwanted.abort(new AbortedError(`stopped by ${signal}`, { signal })),
      printStatus: (running) => this.#printStatus(running, flags['log-format']),
      warn: (message) => tell({ type: 'warning', message }),
    });
    try {
      const state = await (await host).run();
      if (state === 'killing') this.conclude('TERMINATED');
    } finally {
      release();
    }
  }

  async #open(
    source: () => Promise<WorkSource>,
    flags: Flags,
    tell: WorkEventTaker,
    isUnwanted: AbortSignal,
  ): Promise<PoolHost> {
    const { program, stdout, config } = this;
    const connection = await connectionSettings(flags, this.env);
    const around = { process, program, version: config.version, connection, stdout, bytesJson, isUnwanted };
    return openWork(source, flags, around, tell);
  }

  async #check(source: WorkSource, path = ''): Promise<void> {
    if (source.type !== 'file') throw new UsageError('there is nothing to check', { hint: 'give --config FILE' });
    const { functions } = await source.read();
    this.stdout.write(
      `${printable(path)}: ${functions.length} ${functions.length === 1 ? 'function' : 'functions'}, ok\n`,
    );
  }

  async #printUnit(flags: Flags): Promise<void> {
    const { systemdUnit, unitWish } = await import('../operations/run-worker/systemd-unit.js');
    const command = commandLineOf(process.execPath, this.program, ['work', ...this.argv]);
    this.stdout.write(systemdUnit(unitWish(flags, command, process.cwd())));
  }

  #printStatus(running: PoolHost, format: 'text' | 'json'): void {
    const document = statusDocument(running.status(), Date.now());
    const lines = format === 'json' ? [JSON.stringify(document)] : statusLines(document).map(printable);
    this.stderr.write(`${lines.join('\n')}\n`);
  }

  async #logWish(flags: Flags, functions: readonly string[]): Promise<LogWish> {
    return {
      stream: this.stderr,
      format: flags.quiet ? 'none' : flags['log-format'],
      pid: process.pid,
      style: {
        paint: await this.paint(this.stderr),
        isUnicode: showsUnicode(this.env),
        functionWidth: Math.min(24, Math.max(0, ...functions.map((name) => name.length))),
      },
      isForJournal: this.env.JOURNAL_STREAM !== undefined,
    };
  }
}

type Flags = Interfaces.InferredFlags<typeof Work.flags & typeof Work.baseFlags>;
