import { Args } from '@oclif/core';
import { type ConnectionSettings, connectionFlags, connectionSettings } from './flags/connection.js';
import { outputFlags } from './flags/output.js';
import { timeoutFlag } from './flags/watch.js';
import { ListingCommand } from './listing-command.js';
import { type WorkStatusRow, workStatusListing } from './listings/work-status.js';
import { printable } from './output/printable.js';

/** How a worker stands, and what is said of it below the table. */
export interface WorkStatusAnswer {
  readonly document: { readonly schema: string; readonly functions: readonly WorkStatusRow[] };
  readonly notes: readonly string[];
}

/** Tells the worker with this ID what to do. */
export type Steering = (id: string, connection: ConnectionSettings, signal: AbortSignal) => Promise<WorkStatusAnswer>;

/** The parent of the commands that tell one worker what to do, and print how it stands then. */
export abstract class WorkerIdCommand extends ListingCommand {
  static override usage = '<%= command.id %> ID [FLAGS]';
  static override args = {
    id: Args.string({ ignoreStdin: true, required: true, description: 'Its client ID, without the number of a slot' }),
  };
  static override schema = 'work-status';
  static override flags = { ...connectionFlags, ...outputFlags, timeout: timeoutFlag };

  /** Does all that such a command does. */
  protected async steer(steering: Steering): Promise<void> {
    const { args, flags } = await this.parse(WorkerIdCommand);
    const printer = await this.printer(workStatusListing, flags);
    const signal = this.interruptible(flags.timeout);
    const { document, notes } = await steering(args.id, await connectionSettings(flags, this.env), signal);
    await printer.print({ rows: document.functions, document, time: new Date(), notes: notes.map(printable) });
  }
}
