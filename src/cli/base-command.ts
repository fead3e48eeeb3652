import { Command, type Config, Errors, Flags, type Interfaces } from '@oclif/core';
import { AbortedError, GearctlError } from '../errors.js';
import { COLOR_MODES, type ColorMode, NO_PAINT, type Paint, paintFor, wantsColor } from './color.js';
import { EXIT, type ExitName } from './exit-codes.js';
import { type Failure, failureJson, failureOf, failureText } from './failure.js';
import { jsonAskedFor, withSortDirection } from './flags/output.js';
import { Interruption } from './interruption.js';
import { usageErrorFrom } from './usage-errors.js';

const helpGroup = 'GLOBAL';

/**
 * The parent of all commands. Whatever a command throws becomes one exit code of the table and a few lines on stderr,
 * and with --json an object on stdout besides; nothing is exited, the process ends when the command's work has.
 */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    color: Flags.string({
      options: COLOR_MODES,
      default: 'auto',
      helpGroup,
      description: 'Colours: auto is on terminals',
    }),
    help: Flags.help({ char: 'h', helpGroup, description: 'Show this help' }),
    quiet: Flags.boolean({ char: 'q', helpGroup, description: 'No hints and no warnings, only errors' }),
    verbose: Flags.boolean({ char: 'v', helpGroup, description: 'Say more, on stderr' }),
  };

  /** The name of the schema of what the command prints as JSON. */
  static schema?: string;

  readonly #interruption = new Interruption(process);
  #globals: { color: string; quiet: boolean; verbose: boolean } = { color: 'auto', quiet: false, verbose: false };
  #exit: number = EXIT.OK;
  #isDone = false;
  #outputFailed = false;

  /** Runs the command in a config that is there already; oclif's own `run` would load it again. */
  static runIn(
    this: new (
      argv: string[],
      config: Config,
    ) => BaseCommand,
    argv: string[],
    config: Config,
  ): Promise<void> {
    return new this(argv, config)._run();
  }

  protected get env(): NodeJS.ProcessEnv {
    return process.env;
  }

  /** The path of this program. */
  protected get program(): string {
    return process.argv[1] ?? this.config.bin;
  }

  protected get stdin(): NodeJS.ReadStream {
    return process.stdin;
  }

  protected get stdout(): NodeJS.WriteStream {
    return process.stdout;
  }

  protected get stderr(): NodeJS.WriteStream {
    return process.stderr;
  }

  protected override async init(): Promise<void> {
    await super.init();
    // oclif throws what could not be written as an uncaught exception; here it ends the command like anything else.
    this.stdout.removeAllListeners('error').on('error', (error) => {
      if (this.#outputFailed) return;
      this.#outputFailed = true;
      this.#interruption.outputFailed(error);
      if (this.#isDone) void this.#end();
    });
  }

  protected override async parse<
    F extends Record<string, unknown>,
    B extends Record<string, unknown>,
    A extends Record<string, unknown>,
  >(options?: Interfaces.Input<F, B, A>, argv = this.argv): Promise<Interfaces.ParserOutput<F, B, A>> {
    try {
      const parsed = await super.parse<F, B, A>(options, withSortDirection(argv));
      this.#globals = { ...this.#globals, ...parsed.flags };
      return parsed;
    } catch (error) {
      throw usageErrorFrom(error, `${this.config.bin} ${this.id?.replaceAll(':', ' ') ?? ''}`.trim());
    }
  }

  /**
   * Gives the signal that ends the command's work: ^C (exit 130), SIGTERM (143), an output that failed (141, 74) and,
   * where it is more than 0, `timeoutMs` (124, with `onTimeout` as the message). A command that stops for it need not
   * throw.
   */
  protected interruptible(timeoutMs = 0, onTimeout = 'the time given by --timeout has passed'): AbortSignal {
    this.#interruption.onSignals();
    this.#interruption.onTimeout(timeoutMs, onTimeout);
    return this.#interruption.signal;
  }

  /** Ends the command with another exit code than 0 although it did its work, and says why on stderr. */
  protected conclude(exit: ExitName, message?: string, details: Partial<Pick<Failure, 'hint' | 'servers'>> = {}): void {
    this.#exit = EXIT[exit];
    if (message === undefined) return;
    this.stderr.write(failureText({ message, servers: details.servers ?? [], hint: details.hint }));
  }

  /** True once the command is bound to end with another exit code than 0. */
  protected get isConcluded(): boolean {
    return this.#exit !== EXIT.OK;
  }

  /** Says something on stderr that is worth knowing; not with --quiet. */
  protected notice(message: string, hint?: string, servers: Failure['servers'] = []): void {
    if (!this.#globals.quiet) this.stderr.write(failureText({ message, servers, hint }));
  }

  /** Gives the paint for one of the streams. */
  protected paint(stream: NodeJS.WriteStream): Promise<Paint> {
    return paintFor(wantsColor(this.#globals.color as ColorMode, this.env, stream.isTTY === true));
  }

  protected override async catch(error: unknown): Promise<void> {
    if (error instanceof Errors.ExitError) this.#exit = error.oclif.exit ?? EXIT.OK;
    else if (this.#interruption.reason === undefined || !(error instanceof AbortedError)) await this.#fail(error);
  }

  protected override async finally(): Promise<void> {
    this.#isDone = true;
    this.#interruption.close();
    await this.#end();
  }

  async #end(): Promise<void> {
    const { reason } = this.#interruption;
    if (reason !== undefined && !reason.silent) await this.#fail(reason.error);
    // Who pressed ^C has its echo on the line, and wants the prompt on the next.
    if (reason?.exit === EXIT.INTERRUPTED && this.stderr.isTTY) this.stderr.write('\n');
    process.exitCode = reason?.exit ?? this.#exit;
  }

  async #fail(error: unknown): Promise<void> {
    const failure = failureOf(error);
    this.#exit = failure.exit;
    const text = failureText(failure);
    const paint = await this.paint(this.stderr).catch(() => NO_PAINT);
    this.stderr.write(text.replace(/^gearctl:/, (name) => paint.red(name)));
    if (!(error instanceof GearctlError) && (this.#globals.verbose || this.env.DEBUG !== undefined)) {
      // Only a bug needs the way back to the sources, and the map of the whole bundle for it.
      const { sourceStack } = await import('./source-maps.js');
      this.stderr.write(`${sourceStack((error as Error | undefined)?.stack ?? String(error))}\n`);
    }
    const json = jsonAskedFor(this.argv, 'output' in (this.ctor.flags ?? {}) ? this.env : {});
    if (json === undefined || this.#outputFailed) return;
    const lead = json === 'json' ? { schema: 'gearctl/error/1' } : { type: 'error' };
    this.stdout.write(`${JSON.stringify({ ...lead, error: failureJson(failure) })}\n`);
  }
}
