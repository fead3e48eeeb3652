import { Flags, type Interfaces } from '@oclif/core';
import { connectionFlags, connectionSettings } from '../cli/flags/connection.js';
import { functionArgs } from '../cli/flags/functions.js';
import { outputFlags } from '../cli/flags/output.js';
import { timeoutFlag, watchFlags } from '../cli/flags/watch.js';
import { ListingCommand } from '../cli/listing-command.js';
import { serverLines } from '../cli/listings/answering-servers.js';
import { workerGroupListing, workersDocument, workersListing, workersTotals } from '../cli/listings/workers.js';
import type { Listing } from '../cli/output/column.js';
import {
  GROUPINGS,
  groupWorkers,
  queryWorkers,
  type WorkersReport,
  type WorkersWish,
} from '../operations/query-workers.js';
import { rounds } from '../operations/rounds.js';
import { requireAnAnswer, ServerPool } from '../operations/server-pool.js';

export default class Workers extends ListingCommand {
  static override summary = 'Show the connected workers and what they can do';
  static override description =
    'One row for each connection that can do a function. A server tells what its workers can do, not what they are doing.';
  static override examples = [
    { description: 'Who can do these functions', command: "<%= config.bin %> <%= command.id %> resize 'mail_*'" },
    { description: 'How many workers each host has', command: '<%= config.bin %> <%= command.id %> --by host' },
  ];
  static override usage = '<%= command.id %> [FUNCTION|GLOB|/REGEX/]... [FLAGS]';
  static override args = functionArgs;
  static override schema = 'workers';
  static override flags = {
    ...connectionFlags,
    ...outputFlags,
    ...watchFlags,
    timeout: timeoutFlag,
    by: Flags.option({ options: GROUPINGS, description: 'Count them by host, by function or by client ID' })(),
    idle: Flags.boolean({ description: 'Also connections that can do nothing: clients, and our own' }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Workers);
    const { by } = flags;
    const wish = { patterns: args.function ?? [], idle: flags.idle };
    if (by === undefined) await this.#list(workersListing, ({ workers }) => workers, wish, flags);
    else await this.#list(workerGroupListing(by), ({ workers }) => groupWorkers(workers, by), wish, flags);
  }

  async #list<Row>(
    listing: Listing<Row>,
    rowsOf: (report: WorkersReport) => readonly Row[],
    wish: WorkersWish,
    flags: Interfaces.InferredFlags<typeof Workers.flags>,
  ): Promise<void> {
    const { watch, interval, by } = flags;
    const printer = await this.printer(listing, flags, watch);
    const drawing = await this.drawing(flags);
    const signal = this.interruptible(flags.timeout);
    await using pool = new ServerPool(await connectionSettings(flags, this.env), signal);
    for await (const report of rounds(() => queryWorkers(pool, wish), interval, signal)) {
      const { servers, workers, withoutWorker } = report;
      if (!watch) requireAnAnswer(servers);
      await printer.print({
        rows: rowsOf(report),
        document: workersDocument(report, by && groupWorkers(workers, by)),
        time: report.time,
        totals: workersTotals(workers, by),
        notes: serverLines(servers, drawing),
      });
      if (watch) continue;
      if (withoutWorker.length > 0) this.conclude('NOT_FOUND', `no worker can do ${withoutWorker.join(', ')}`);
      this.concludeUnanswered(servers, printer.showsNotes);
      return;
    }
  }
}
