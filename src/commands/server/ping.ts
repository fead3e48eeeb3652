import { Flags } from '@oclif/core';
import { connectionFlags, connectionSettings } from '../../cli/flags/connection.js';
import { durationFlag } from '../../cli/flags/duration.js';
import { outputFlags } from '../../cli/flags/output.js';
import { sizeFlag } from '../../cli/flags/size.js';
import { timeoutFlag } from '../../cli/flags/watch.js';
import { ListingCommand } from '../../cli/listing-command.js';
import { pingDocument, pingListing, pingReplyJsonLines, pingReplyLines } from '../../cli/listings/ping.js';
import { AbortedError } from '../../errors.js';
import { type PingReply, pingServers, summarizePings } from '../../operations/ping-servers.js';
import { ServerPool } from '../../operations/server-pool.js';

export default class ServerPing extends ListingCommand {
  static override summary = 'Ask the servers for an echo and measure how long it takes';
  static override description =
    'The echo is a packet as jobs are, so an answer means that the server handles jobs. The first round trip to a server' +
    ' does not count the time to connect.';
  static override examples = [
    { description: 'Ten echoes, a second apart', command: '<%= config.bin %> <%= command.id %> -s q1,q2' },
    { description: 'Is everything up? (exit code 0)', command: '<%= config.bin %> <%= command.id %> -c 1 -q' },
    {
      description: 'Larger packets, faster',
      command: '<%= config.bin %> <%= command.id %> --size 64K -i 100ms -c 100',
    },
  ];
  static override usage = '<%= command.id %> [FLAGS]';
  static override schema = 'ping';
  static override flags = {
    ...connectionFlags,
    ...outputFlags,
    timeout: timeoutFlag,
    count: Flags.integer({ char: 'c', min: 1, max: 100_000, default: 10, description: 'How many echoes' }),
    interval: durationFlag({ char: 'i', default: 1000, description: 'How long to wait between two echoes' }),
    size: sizeFlag({ default: 64, maxBytes: 16 * 1024 * 1024, description: 'How many bytes each of them carries' }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(ServerPing);
    const { count, interval: intervalMs, size: sizeBytes } = flags;
    const printer = await this.printer(pingListing, flags);
    const drawing = await this.drawing(flags);
    const signal = this.interruptible(flags.timeout);
    await using pool = new ServerPool(await connectionSettings(flags, this.env), signal);
    const replies: PingReply[] = [];
    try {
      for await (const round of pingServers(pool, { count, intervalMs, sizeBytes }, signal)) {
        replies.push(...round);
        if (printer.format === 'table') this.stdout.write(pingReplyLines(round, drawing));
        if (printer.format === 'jsonl') this.stdout.write(pingReplyJsonLines(round));
      }
    } catch (error) {
      // Who stops a long ping wants to know how it went so far.
      if (!(error instanceof AbortedError) || replies.length === 0) throw error;
    }
    const rows = summarizePings(replies);
    if (printer.format === 'table') this.stdout.write('\n');
    await printer.print({ rows, document: pingDocument(rows), time: new Date() });
    const lost = rows.reduce((sum, { sent, received }) => sum + sent - received, 0);
    if (lost > 0) this.conclude('PARTIAL', `${lost} of ${replies.length} echoes did not come back`);
  }
}
