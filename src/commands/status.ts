import { Flags } from '@oclif/core';
import { connectionFlags, connectionSettings } from '../cli/flags/connection.js';
import { excludeFlag, functionArgs } from '../cli/flags/functions.js';
import { outputFlags } from '../cli/flags/output.js';
import { timeoutFlag, watchFlags } from '../cli/flags/watch.js';
import { ListingCommand } from '../cli/listing-command.js';
import { serverLines } from '../cli/listings/answering-servers.js';
import { statusDocument, statusListing, statusRows, statusTotals } from '../cli/listings/status.js';
import { formatDuration } from '../duration.js';
import { ServerPool } from '../operations/server-pool.js';
import { watchStatus } from '../operations/watch-status.js';

export default class Status extends ListingCommand {
  static override summary = 'Show the jobs and workers of each function';
  static override description = [
    'Asks all servers at the same time and sums up. ! marks functions whose jobs wait for workers there are none of.',
    'A CONDITION compares waiting, running, total, workers, high, normal, low (waiting jobs of that priority) or servers' +
      ' (that answer) with numbers, by > >= < <= == != && || ! and parentheses. The numbers are sums over the functions' +
      ' shown; resize.waiting is that of one function.',
  ].join('\n\n');
  static override examples = [
    { description: 'All functions of two servers', command: '<%= config.bin %> <%= command.id %> -s q1,q2' },
    { description: 'Watch some functions', command: "<%= config.bin %> <%= command.id %> 'mail_*' resize -w -i 5s" },
    {
      description: 'Wait until a queue is empty, ten minutes at most',
      command: "<%= config.bin %> <%= command.id %> resize --until 'waiting == 0' -t 10m",
    },
    {
      description: 'Fail (exit code 5) when jobs wait for nobody',
      command: "<%= config.bin %> <%= command.id %> resize --fail-if 'waiting > 0 && workers == 0'",
    },
  ];
  static override usage = '<%= command.id %> [FUNCTION|GLOB|/REGEX/]... [FLAGS]';
  static override args = functionArgs;
  static override schema = 'status';
  static override flags = {
    ...connectionFlags,
    ...outputFlags,
    ...watchFlags,
    timeout: timeoutFlag,
    'by-priority': Flags.boolean({ description: 'Show how many jobs wait at each priority' }),
    'by-server': Flags.boolean({ description: 'A row for each server that has the function' }),
    busy: Flags.boolean({ description: 'Only functions that have jobs' }),
    exclude: excludeFlag,
    until: Flags.string({ helpValue: 'CONDITION', description: 'Wait until this holds' }),
    'fail-if': Flags.string({ helpValue: 'CONDITION', description: 'End with exit code 5 if this holds' }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Status);
    const { watch, until, timeout, 'by-server': byServer, 'by-priority': byPriority, 'fail-if': failIf } = flags;
    const printer = await this.printer(statusListing({ byPriority, byServer }), flags, watch);
    const drawing = await this.drawing(flags);
    const expired = until && `'${until}' did not come true within ${formatDuration(timeout)}`;
    const signal = this.interruptible(timeout, expired);
    await using pool = new ServerPool(await connectionSettings(flags, this.env), signal);
    const functions = { patterns: args.function ?? [], exclude: flags.exclude ?? [], busyOnly: flags.busy };
    const wish = { ...functions, intervalMs: flags.interval, watch, until, failIf };
    for await (const { report, verdict, last } of watchStatus(pool, wish, signal)) {
      const { time, servers } = report;
      if (!watch && !last) {
        this.noticeUnanswered(servers);
        continue;
      }
      const rows = statusRows(report, byServer);
      const notes = serverLines(servers, drawing);
      await printer.print({ rows, document: statusDocument(report), time, totals: statusTotals(report), notes });
      if (!last) continue;
      if (verdict.kind === 'unmet') this.conclude('UNMET', `--fail-if holds: ${failIf}`);
      if (verdict.kind === 'undecided') this.conclude('NOT_FOUND', `nobody knows whether ${failIf}`);
      if (verdict.kind === 'unknown') this.conclude('NOT_FOUND', `no server knows ${verdict.names.join(', ')}`);
      this.concludeUnanswered(servers, printer.showsNotes);
    }
  }
}
