import { BaseCommand } from './base-command.js';
import { type OutputFlagValues, outputFormat, TABLE_STYLES } from './flags/output.js';
import { type Answer, unanswered } from './listings/answering-servers.js';
import type { Listing } from './output/column.js';
import { glyphsFor, glyphsOf } from './output/glyphs.js';
import { RowPrinter } from './output/row-printer.js';
import type { Drawing } from './output/table.js';

/** The parent of the commands that ask servers and print what they know as a list. */
export abstract class ListingCommand extends BaseCommand {
  #hasNoticed = false;

  /** Gives what tables on stdout are drawn with. */
  protected async drawing({ style }: OutputFlagValues): Promise<Drawing> {
    return {
      paint: await this.paint(this.stdout),
      glyphs: style === 'light' || style === 'ascii' ? glyphsOf(style) : glyphsFor(this.env),
      width: this.stdout.columns || Number.POSITIVE_INFINITY,
    };
  }

  /** Gives the printer of a list on stdout. `repeats` says that it will be printed again and again. */
  protected async printer<Row>(
    listing: Listing<Row>,
    flags: OutputFlagValues,
    repeats = false,
  ): Promise<RowPrinter<Row>> {
    const { paint, glyphs } = await this.drawing(flags);
    const settings = {
      format: outputFormat(flags, this.env, this.stdout.isTTY === true),
      columns: flags.columns?.split(',').map((key) => key.trim()),
      sort: flags.sort,
      reverse: flags.reverse ?? false,
      header: flags['no-header'] !== true,
      style: TABLE_STYLES.find((name) => name === flags.style) ?? 'light',
      repeats,
      paint,
      glyphs,
    };
    return new RowPrinter(listing, settings, this.stdout);
  }

  /** Says once that servers do not answer, while the command goes on waiting for them. */
  protected noticeUnanswered(answers: readonly Answer[]): void {
    const servers = unanswered(answers);
    if (servers.length === 0 || this.#hasNoticed) return;
    this.#hasNoticed = true;
    this.notice(`${servers.length} of ${answers.length} servers do not answer yet`, undefined, servers);
  }

  /**
   * Ends the command with PARTIAL if a server did not answer, unless it ends with something worse already. `told` says
   * that the output names those servers.
   */
  protected concludeUnanswered(answers: readonly Answer[], told: boolean): void {
    const servers = unanswered(answers);
    if (servers.length === 0 || this.isConcluded) return;
    if (told) this.conclude('PARTIAL');
    else this.conclude('PARTIAL', `${servers.length} of ${answers.length} servers did not answer`, { servers });
  }
}
