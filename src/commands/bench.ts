import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { failureOf } from '../cli/failure.js';
import { connectionFlags, connectionSettings } from '../cli/flags/connection.js';
import { durationFlag } from '../cli/flags/duration.js';
import { jsonFlags } from '../cli/flags/output.js';
import { sizeFlag } from '../cli/flags/size.js';
import { benchDocument, benchJson, benchSampleJson, benchText, benchWarning } from '../cli/listings/bench.js';
import { showsUnicode } from '../cli/output/glyphs.js';
import { parseParallelism } from '../operations/parallelism.js';
import type { BenchResult } from '../operations/run-bench/bench-wish.js';
import { LOADS } from '../operations/run-bench/load.js';
import { runBench } from '../operations/run-bench/run-bench.js';
import { openSampleFile } from '../operations/run-bench/sample-file.js';

export default class Bench extends BaseCommand {
  static override summary = 'Measure how fast a job server is';
  static override description = [
    'submit: background jobs until they are accepted. work: jobs out of a queue that was filled before. echo: packets' +
      ' without jobs. roundtrip: foreground jobs, done by a worker in this process.',
    'The jobs are of a function of their own, gearctl-bench-…; at the end, and after ^C, what is left of them is taken' +
      ' out of the server and the function dropped. A server keeps no time for others meanwhile, so one that is not on' +
      ' this machine wants -y.',
    'It ends after --count operations or after --duration, whatever comes first. With --rate, the latency of an operation' +
      ' counts from when it was due, so it shows when the server does not keep up.',
  ].join('\n\n');
  static override examples = [
    { description: 'How long does a job take to come back?', command: '<%= config.bin %> <%= command.id %> roundtrip' },
    {
      description: 'How many background jobs of 16 KiB does the server accept?',
      command: '<%= config.bin %> <%= command.id %> submit --size 16K',
    },
    {
      description: 'A steady 2000 jobs a second for a minute, with a line of CSV for each second',
      command: '<%= config.bin %> <%= command.id %> roundtrip --rate 2000 -c 1000000 --duration 1m --csv run.csv',
    },
  ];
  static override usage = `<%= command.id %> ${LOADS.join('|')} [FLAGS]`;
  static override schema = 'bench';
  static override args = {
    load: Args.option({ options: LOADS })({ required: true, ignoreStdin: true, description: 'What to measure' }),
  };
  static override flags = {
    count: Flags.integer({
      char: 'c',
      min: 1,
      max: 1e9,
      default: 100_000,
      description: 'End after so many operations',
    }),
    duration: durationFlag({ default: 30_000, minMs: 1, description: 'End after this time' }),
    jobs: Flags.string({
      ...{ char: 'j', helpValue: 'N', defaultHelp: async () => '8, of submit 1024' },
      description: 'So many operations at once: 8, +2, -1, 150% (of the CPUs), 0 (four per CPU)',
    }),
    rate: Flags.string({ helpValue: 'N/s', description: 'So many operations in a second; also 10/m, 3/h' }),
    size: sizeFlag({ default: 1024, maxBytes: 16 * 1024 * 1024, description: 'How many bytes each carries' }),
    yes: Flags.boolean({ char: 'y', env: 'GEARCTL_YES', description: 'The server need not be on this machine' }),
    ...jsonFlags,
    csv: Flags.string({ helpValue: 'FILE', helpGroup: 'OUTPUT', description: 'Write a line of CSV every second' }),
    ...connectionFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Bench);
    const { count, duration: durationMs, jobs, rate, size: sizeBytes } = flags;
    const connection = await connectionSettings(flags, this.env);
    const atOnce = jobs === undefined ? undefined : parseParallelism(jobs);
    const signal = this.interruptible();
    await using samples = flags.csv === undefined ? undefined : await openSampleFile(flags.csv);
    const result = await runBench(
      { load: args.load, connection, anywhere: flags.yes, count, durationMs, atOnce, sizeBytes, rate },
      {
        ...{ signal, stderr: this.stderr, isUnicode: showsUnicode(this.env), progress: flags.quiet ? 'none' : 'auto' },
        clock: { nowMs: () => performance.now(), cpuMs },
        sample: (sample) => {
          samples?.add(sample);
          if (flags.jsonl) this.stdout.write(`${JSON.stringify(benchSampleJson(sample))}\n`);
        },
      },
    );
    await this.#print(result, flags);
    await samples?.close();
  }

  async #print({ report, error, isCutShort, leftBehind }: BenchResult, flags: { json: boolean; jsonl: boolean }) {
    if (flags.json) this.stdout.write(`${JSON.stringify(benchDocument(report))}\n`);
    else if (flags.jsonl) this.stdout.write(`${JSON.stringify({ type: 'result', ...benchJson(report) })}\n`);
    else this.stdout.write(benchText(report, await this.paint(this.stdout), showsUnicode(this.env)));
    const warning = benchWarning(report);
    if (warning !== undefined) this.notice(warning);
    if (leftBehind !== undefined) {
      const failure = failureOf(leftBehind);
      this.conclude('PARTIAL', `could not clear up: ${failure.message}`, failure);
    }
    if (error === undefined) return;
    if (isCutShort || report.operations === 0) throw error;
    this.conclude('PARTIAL', `${report.failed} operations failed, the first because ${error.message}`);
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
