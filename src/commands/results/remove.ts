import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { confirm, yesFlag } from '../../cli/confirmation.js';
import { durationFlag } from '../../cli/flags/duration.js';
import { oneOf } from '../../cli/flags/groups.js';
import { journalFlag } from '../../cli/flags/journal.js';
import { counted } from '../../cli/output/cell-text.js';
import { UsageError } from '../../errors.js';
import { demandedJournalFolder } from '../../operations/journal-folder.js';
import { type RemoveWish, removeResults } from '../../operations/query-results.js';

const MAX_AGE_MS = 3650 * 86_400_000;

export default class ResultsRemove extends BaseCommand {
  static override summary = 'Remove outcomes from the journal of the workers';
  static override description =
    'Overwrites what was kept of the jobs. Workers go on meanwhile. More than one job is not removed without asking; where' +
    ' there is nobody to ask, -y is needed. Exit code 4: there was no such outcome. 3: of some jobs there was none.';
  static override examples = [
    { description: 'One job', command: '<%= config.bin %> <%= command.id %> H:q1:8841' },
    { description: 'What is older than a week', command: '<%= config.bin %> <%= command.id %> --older 7d -y' },
    { description: 'How many that would be', command: '<%= config.bin %> <%= command.id %> --older 7d -n' },
  ];
  static override usage = '<%= command.id %> HANDLE...|--older AGE|--all [FLAGS]';
  static override args = { handle: Args.string({ multiple: true, ignoreStdin: true, description: 'The jobs' }) };
  static override flags = {
    ...oneOf({
      older: durationFlag({ helpValue: 'AGE', maxMs: MAX_AGE_MS, description: 'All that ended longer ago than this' }),
      all: Flags.boolean({ description: 'All there is' }),
    }),
    yes: yesFlag,
    'dry-run': Flags.boolean({ char: 'n', description: 'Only say how many there are' }),
    journal: journalFlag,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ResultsRemove);
    const wish = wishOf(args.handle ?? [], flags);
    const folder = demandedJournalFolder(flags.journal, this.env);
    const dryRun = flags['dry-run'];
    const nowMs = Date.now();
    const signal = this.interruptible();
    if (!dryRun && !flags.yes && !(wish.what === 'handles' && wish.handles.length === 1)) {
      const { removed } = await removeResults(folder, wish, { dryRun: true, nowMs });
      const { stdin, stderr } = this;
      if (removed > 0) await confirm(`remove ${counted(removed, 'outcome')}`, { stdin, stderr, signal });
    }
    const { removed, missing } = await removeResults(folder, wish, { dryRun, nowMs });
    this.stdout.write(`${counted(removed, 'outcome')} ${dryRun ? 'would be removed' : 'removed'}\n`);
    if (missing.length > 0) {
      this.conclude(removed === 0 ? 'NOT_FOUND' : 'PARTIAL', `no outcome of ${missing.join(', ')} in ${folder}`);
    }
  }
}

function wishOf(
  handles: readonly string[],
  { older, all = false }: { older?: number | undefined; all?: boolean },
): RemoveWish {
  const isByRule = older !== undefined || all;
  if (isByRule === handles.length > 0) {
    throw new UsageError('which outcomes are to be removed: name HANDLEs, or give --older AGE or --all');
  }
  if (older !== undefined) return { what: 'older', endedBeforeMs: Date.now() - older };
  return all ? { what: 'all' } : { what: 'handles', handles };
}
