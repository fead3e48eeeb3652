import { type BoostGrammar, type OptionValues as BoostValues, readOptions } from '../boost-options.js';
import { ALL_OPTIONS, LISTED_OPTIONS, type OptionName } from './option-table.js';

/** The options that were given, with their values; a switch has an empty one. */
export type OptionValues = BoostValues<OptionName>;

const COMMAND_LINE: BoostGrammar<OptionName> = { options: ALL_OPTIONS, abbreviations: false, strayWords: 'refused' };
const CONFIG_FILE: BoostGrammar<OptionName> = { options: LISTED_OPTIONS, abbreviations: true, strayWords: 'ignored' };

/** Reads the words of a command line. Throws UsageError. */
export function parseCommandLine(words: readonly string[]): OptionValues {
  return readOptions(words, COMMAND_LINE);
}

/**
 * Adds what a configuration file says to what the command line said, which wins. The file holds the words of a command
 * line, on as many lines as you like; there are no quotes. Words that are no options are ignored. Throws UsageError.
 */
export function parseConfigFile(text: string, commandLine: OptionValues): OptionValues {
  const words = text.split(/[ \n\r]+/).filter((word) => word !== '');
  return readOptions(words, CONFIG_FILE, commandLine);
}
