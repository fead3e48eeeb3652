import { connectionFlags, connectionSettings } from '../../cli/flags/connection.js';
import { outputFlags } from '../../cli/flags/output.js';
import { timeoutFlag } from '../../cli/flags/watch.js';
import { ListingCommand } from '../../cli/listing-command.js';
import { serverLines } from '../../cli/listings/answering-servers.js';
import { serverInfoListing, serversDocument, serverTotals } from '../../cli/listings/server-info.js';
import { queryServers } from '../../operations/query-servers.js';
import { requireAnAnswer, ServerPool } from '../../operations/server-pool.js';

export default class ServerInfo extends ListingCommand {
  static override summary = 'Show what the servers say of themselves';
  static override description =
    'Version, process ID, log level, round trip, and how much there is: functions, workers and jobs. "-" is what a server' +
    ' does not tell.';
  static override examples = [
    { description: 'All servers of the environment', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'The process ID, for a signal',
      command: '<%= config.bin %> <%= command.id %> -s q1 --plain --columns pid',
    },
  ];
  static override usage = '<%= command.id %> [FLAGS]';
  static override schema = 'servers';
  static override flags = { ...connectionFlags, ...outputFlags, timeout: timeoutFlag };

  override async run(): Promise<void> {
    const { flags } = await this.parse(ServerInfo);
    const signal = this.interruptible(flags.timeout);
    const printer = await this.printer(serverInfoListing, flags);
    await using pool = new ServerPool(await connectionSettings(flags, this.env), signal);
    const servers = await queryServers(pool);
    requireAnAnswer(servers);
    const unanswered = servers.filter(({ ok }) => !ok);
    await printer.print({
      rows: servers,
      document: serversDocument(servers),
      time: new Date(),
      totals: serverTotals(servers),
      notes: serverLines(unanswered, await this.drawing(flags)),
    });
    this.concludeUnanswered(servers, printer.showsNotes);
  }
}
