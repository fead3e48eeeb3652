import { Flags } from '@oclif/core';
import { journalFlag } from '../../cli/flags/journal.js';
import { outputFlags } from '../../cli/flags/output.js';
import { timeoutFlag } from '../../cli/flags/watch.js';
import { ListingCommand } from '../../cli/listing-command.js';
import { resultLine, resultsDocument, resultsListing, WORK_OUTCOMES } from '../../cli/listings/results.js';
import { demandedJournalFolder } from '../../operations/journal-folder.js';
import { followResults } from '../../operations/query-results.js';

export default class ResultsTail extends ListingCommand {
  static override summary = 'Show how jobs end, as they do';
  static override description = 'Follows the journal of the workers on this machine until ^C, one line for each job.';
  static override examples = [
    { description: 'Everything', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'What fails, as JSON Lines', command: '<%= config.bin %> <%= command.id %> --outcome fail --jsonl' },
  ];
  static override usage = '<%= command.id %> [FLAGS]';
  static override schema = 'results';
  static override flags = {
    ...outputFlags,
    timeout: timeoutFlag,
    function: Flags.string({ helpValue: 'NAME', description: 'Only of this function' }),
    outcome: Flags.option({ options: WORK_OUTCOMES, description: 'Only those that end so' })(),
    count: Flags.integer({ char: 'c', min: 0, default: 10, description: 'Begin with so many that were there before' }),
    journal: journalFlag,
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(ResultsTail);
    const { function: functionName, outcome, count: last } = flags;
    const printer = await this.printer(resultsListing(Date.now), flags);
    const drawing = await this.drawing(flags);
    const folder = demandedJournalFolder(flags.journal, this.env);
    const wish = {
      last,
      ...(functionName !== undefined && { functionName }),
      ...(outcome !== undefined && { outcome }),
    };
    for await (const row of followResults(folder, wish, this.interruptible(flags.timeout))) {
      // A table would be one for each row.
      if (printer.format === 'table') this.stdout.write(resultLine(row, drawing));
      else await printer.print({ rows: [row], document: resultsDocument([row]), time: new Date() });
    }
  }
}
