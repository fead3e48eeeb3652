import { GearctlError, OutputError, UsageError } from '../../errors.js';
import { type OptionValues, readOptions } from '../boost-options.js';
import { bytesOf, byteWords, textOf } from '../byte-words.js';
import { askAll } from './ask-all.js';
import type { GearadminIo } from './io.js';
import { DEFAULT_HOST, DEFAULT_PORT, helpText, OPERATIONS, OPTIONS, type OptionName } from './option-table.js';
import { describeFailure, type Server } from './server.js';
import { isBrokenPipe, print, writeBytes } from './write-bytes.js';

/** The exit status of a program that SIGPIPE stops, as a shell shows it. */
const STOPPED_BY_SIGPIPE = 141;

/**
 * Is gearadmin: reads the command line, asks one server over one connection and prints the answers as they are. Gives
 * the exit status: 0, or 1 for a wrong option, a server that does not answer and, unless GEARMAN_LEGACY_EXIT is 1, one
 * that says no; 141 when nobody reads stdout any more.
 */
export async function main(argv: readonly string[], io: GearadminIo): Promise<number> {
  try {
    return await run(byteWords(argv, io.systemCommandLine), io);
  } catch (error) {
    if (error instanceof OutputError) return isBrokenPipe(error) ? STOPPED_BY_SIGPIPE : 1;
    throw error;
  }
}

async function run(words: readonly string[], io: GearadminIo): Promise<number> {
  const options = read(words);
  if (typeof options === 'string') return help(io, options, 1);
  if (options.has('help')) return help(io, '', 0);
  const isAsked = OPERATIONS.some(({ option }) => options.has(option));
  if (!isAsked) return help(io, 'No option execution operation given.\n\n', 1);
  const server: Server = {
    host: textOf(options.get('host') ?? DEFAULT_HOST),
    port: textOf(options.get('port') ?? DEFAULT_PORT),
    useTls: options.has('ssl'),
  };
  try {
    const isFine = await askAll(options, server, io);
    return isFine || isLegacy(io) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof GearctlError) || error instanceof OutputError) throw error;
    await writeBytes(io.stderr, [Buffer.from(`Error: ${describeFailure(error, server)}\n`)]);
    return 1;
  }
}

/** Gives what is wrong with the words as the text above the help. */
function read(words: readonly string[]): OptionValues<OptionName> | string {
  try {
    return readOptions(words, { options: OPTIONS, abbreviations: true, strayWords: 'ignored' });
  } catch (error) {
    if (error instanceof UsageError) return `gearadmin : ${error.message}\n\n`;
    throw error;
  }
}

async function help(io: GearadminIo, above: string, status: number): Promise<number> {
  const isPrinted = await print(io.stdout, [bytesOf(`${above}${helpText()}\n`)], io.stderr);
  return isPrinted || isLegacy(io) ? status : 1;
}

function isLegacy({ env }: GearadminIo): boolean {
  return env.GEARMAN_LEGACY_EXIT === '1';
}
