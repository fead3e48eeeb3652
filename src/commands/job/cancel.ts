import { Flags } from '@oclif/core';
import { confirm, yesFlag } from '../../cli/confirmation.js';
import type { ExitName } from '../../cli/exit-codes.js';
import { connectionFlags, connectionSettings } from '../../cli/flags/connection.js';
import { handleArgs } from '../../cli/flags/jobs.js';
import { outputFlags } from '../../cli/flags/output.js';
import { timeoutFlag } from '../../cli/flags/watch.js';
import { ListingCommand } from '../../cli/listing-command.js';
import { type ChangeRow, changesDocument, changesListing } from '../../cli/listings/changes.js';
import { counted } from '../../cli/output/cell-text.js';
import { UsageError } from '../../errors.js';
import { cancelJobs } from '../../operations/cancel-jobs.js';
import { handlesIn } from '../../operations/handle-list.js';
import { ServerPool } from '../../operations/server-pool.js';

const EXITS: Readonly<Record<ChangeRow['outcome'], ExitName>> = {
  done: 'OK',
  not_found: 'NOT_FOUND',
  refused: 'NOPERM',
  error: 'PROTOCOL',
};

export default class JobCancel extends ListingCommand {
  static override summary = 'Cancel jobs that wait';
  static override description =
    'Marks jobs cancelled: one that waits will not run, and its clients are told that it failed. A worker that runs it' +
    ' already is not stopped. Several jobs are not cancelled without asking; where there is nobody to ask, -y is needed.' +
    ' Exit code 0: all are cancelled. 4: none was known. 3: some are.';
  static override examples = [
    { description: 'One job', command: '<%= config.bin %> <%= command.id %> H:q1:8841' },
    {
      description: 'All that were submitted by mistake',
      command: '<%= config.bin %> <%= command.id %> -y -a handles.txt',
    },
  ];
  static override usage = '<%= command.id %> HANDLE...|-a FILE [FLAGS]';
  static override args = handleArgs;
  static override schema = 'changes';
  static override flags = {
    ...connectionFlags,
    ...outputFlags,
    timeout: timeoutFlag,
    'arg-file': Flags.string({ char: 'a', helpValue: 'FILE', description: 'Handles, one per line; - is stdin' }),
    yes: yesFlag,
    'dry-run': Flags.boolean({ char: 'n', description: 'Only print the handles' }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(JobCancel);
    const file = flags['arg-file'];
    const handles = [...(args.handle ?? []), ...(file === undefined ? [] : await handlesIn(file, this.stdin))];
    if (handles.length === 0) throw new UsageError('which jobs: name HANDLEs, or give a file of them with -a');
    if (flags['dry-run']) {
      this.stdout.write(handles.map((handle) => `${handle}\n`).join(''));
      return;
    }
    const printer = await this.printer(changesListing, flags);
    const signal = this.interruptible(flags.timeout);
    if (handles.length > 1 && !flags.yes) {
      await confirm(`cancel ${counted(handles.length, 'job')}`, { stdin: this.stdin, stderr: this.stderr, signal });
    }
    await using pool = new ServerPool(await connectionSettings(flags, this.env), signal);
    const changes: ChangeRow[] = [];
    for await (const change of cancelJobs(pool, handles)) changes.push(change);
    await printer.print({ rows: changes, document: changesDocument(changes), time: new Date() });
    const outcomes = new Set(changes.map(({ outcome }) => outcome));
    const [first = 'done'] = outcomes;
    this.conclude(outcomes.size > 1 ? 'PARTIAL' : EXITS[first]);
  }
}
