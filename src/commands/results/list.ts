import { Flags } from '@oclif/core';
import { durationFlag } from '../../cli/flags/duration.js';
import { journalFlag } from '../../cli/flags/journal.js';
import { outputFlags } from '../../cli/flags/output.js';
import { ListingCommand } from '../../cli/listing-command.js';
import { resultsDocument, resultsListing, resultsTotals, WORK_OUTCOMES } from '../../cli/listings/results.js';
import { demandedJournalFolder } from '../../operations/journal-folder.js';
import { listResults } from '../../operations/query-results.js';

const MAX_AGE_MS = 3650 * 86_400_000;

export default class ResultsList extends ListingCommand {
  static override summary = 'Show how jobs ended that workers on this machine had';
  static override description =
    'Reads the journal of the workers, the last outcome first. Servers that keep outcomes cannot list them; results get' +
    ' and job status ask them too.';
  static override examples = [
    { description: 'The last ones', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'What failed in the last hour',
      command: '<%= config.bin %> <%= command.id %> --outcome fail --since 1h',
    },
    {
      description: 'All of one function, for a spreadsheet',
      command: '<%= config.bin %> <%= command.id %> --function resize -c 0 -o csv',
    },
  ];
  static override usage = '<%= command.id %> [FLAGS]';
  static override schema = 'results';
  static override flags = {
    ...outputFlags,
    function: Flags.string({ helpValue: 'NAME', description: 'Only of this function' }),
    outcome: Flags.option({ options: WORK_OUTCOMES, description: 'Only those that ended so' })(),
    since: durationFlag({ helpValue: 'AGE', maxMs: MAX_AGE_MS, description: 'Only those not older than this' }),
    count: Flags.integer({ char: 'c', min: 0, default: 100, description: 'So many at most; 0 is all' }),
    journal: journalFlag,
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(ResultsList);
    const { function: functionName, outcome, since, count: limit } = flags;
    const printer = await this.printer(resultsListing(Date.now), flags);
    const folder = demandedJournalFolder(flags.journal, this.env);
    const found = await listResults(folder, {
      ...(functionName !== undefined && { functionName }),
      ...(outcome !== undefined && { outcome }),
      ...(since !== undefined && { sinceMs: Date.now() - since }),
      limit: limit === 0 ? Number.POSITIVE_INFINITY : limit + 1,
    });
    const rows = limit === 0 ? found : found.slice(0, limit);
    await printer.print({ rows, document: resultsDocument(rows), time: new Date(), totals: resultsTotals(rows) });
    if (rows.length < found.length) this.notice(`there are more than the last ${limit}`, '-c 0 shows all');
    if (rows.length === 0) this.notice(`no such outcome in ${folder}`);
  }
}
