import { outputFlags } from '../../cli/flags/output.js';
import { ListingCommand } from '../../cli/listing-command.js';
import { exitCodesDocument, exitCodesListing } from '../../cli/listings/exit-codes.js';

export default class HelpExitCodes extends ListingCommand {
  static override summary = 'List the exit codes';
  static override description = 'The same for all commands and all output formats.';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json'];
  static override schema = 'exit-codes';
  static override flags = outputFlags;

  override async run(): Promise<void> {
    const { flags } = await this.parse(HelpExitCodes);
    const printer = await this.printer(exitCodesListing, flags);
    const document = exitCodesDocument();
    await printer.print({ rows: document.exit_codes, document, time: new Date() });
  }
}
