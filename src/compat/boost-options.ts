/**
 * Options by the rules of boost::program_options: `--name=value`, `--name value`, `-nvalue`, `-n value`, short switches
 * bundled. An option is given once. Its errors say what boost says.
 */
import { UsageError } from '../errors.js';

/** What an option takes: nothing, any text, or a number of C's type of that name. */
export type OptionValue = 'none' | 'text' | 'int32' | 'uint32' | 'uint64';

/** One option as the rules see it. */
export interface BoostOption<Name extends string = string> {
  /** The long name, without dashes. */
  readonly name: Name;
  /** The letter of the short form. */
  readonly short?: string;
  readonly takes: OptionValue;
}

/** What differs between the places where options are read. */
export interface BoostGrammar<Name extends string> {
  readonly options: readonly BoostOption<Name>[];
  /** The beginning of a long name is enough, if only one option has it. */
  readonly abbreviations: boolean;
  /** What is no option, and no option's value. */
  readonly strayWords: 'refused' | 'ignored';
}

/** The options that were given, by their long names, with their values; a switch has an empty one. */
export type OptionValues<Name extends string> = ReadonlyMap<Name, string>;

interface GivenOption<Name extends string> {
  readonly option: BoostOption<Name>;
  readonly value: string;
}

/** Reads words, and adds what they say to what is settled already, which wins. Throws UsageError. */
export function readOptions<Name extends string>(
  words: readonly string[],
  grammar: BoostGrammar<Name>,
  settled: OptionValues<Name> = new Map(),
): OptionValues<Name> {
  const values = new Map(settled);
  for (const { option, value } of readWords(words, grammar)) {
    const { name } = option;
    if (settled.has(name)) continue;
    if (values.has(name)) throw new UsageError(`option '--${name}' cannot be specified more than once`);
    if (!isValid(option, value)) {
      const argument = value === '' ? 'argument' : `argument ('${value}')`;
      throw new UsageError(`the ${argument} for option '--${name}' is invalid`);
    }
    values.set(name, value);
  }
  return values;
}

function readWords<Name extends string>(words: readonly string[], grammar: BoostGrammar<Name>): GivenOption<Name>[] {
  const given: GivenOption<Name>[] = [];
  const strays: string[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') strays.push(...rest.splice(0));
    else if (lacksValue(word)) throw emptyValue(word.slice(0, -1));
    else if (word.startsWith('--=')) strays.push(word);
    else if (word.startsWith('--')) given.push(readLong(word, rest, grammar));
    else if (word.startsWith('-') && word.length > 1) given.push(...readShort(word, rest, grammar));
    else strays.push(word);
  }
  const [stray] = strays;
  if (stray !== undefined && grammar.strayWords === 'refused') throw unrecognised(stray);
  return given;
}

function readLong<Name extends string>(word: string, rest: string[], grammar: BoostGrammar<Name>): GivenOption<Name> {
  const equals = word.indexOf('=');
  const name = equals === -1 ? word.slice(2) : word.slice(2, equals);
  const attached = equals === -1 ? undefined : word.slice(equals + 1);
  const option = findLong(name, word, grammar);
  if (option.takes === 'none' && attached !== undefined)
    throw new UsageError(`option '--${option.name}' does not take any arguments`);
  return { option, value: attached ?? takeValue(option, rest, grammar) };
}

function findLong<Name extends string>(name: string, word: string, grammar: BoostGrammar<Name>): BoostOption<Name> {
  const { options, abbreviations } = grammar;
  const exact = options.filter((option) => option.name === name);
  const matches = exact.length > 0 || !abbreviations ? exact : options.filter((option) => option.name.startsWith(name));
  const [option, ...others] = matches;
  if (option === undefined) throw unrecognised(word);
  if (others.length === 0) return option;
  const names = matches.map((match) => `'--${match.name}'`).sort();
  const last = names.pop();
  throw new UsageError(`option '${word}' is ambiguous and matches ${names.join(', ')}, and ${last}`);
}

/** Reads `-Rd` as `-R -d`, and `-Rp4730` as `-R -p 4730`. */
function* readShort<Name extends string>(
  word: string,
  rest: string[],
  grammar: BoostGrammar<Name>,
): Generator<GivenOption<Name>> {
  for (let at = 1; at < word.length; at++) {
    const option = grammar.options.find(({ short }) => short === word[at]);
    if (option === undefined) throw unrecognised(word);
    if (option.takes !== 'none') {
      yield { option, value: word.slice(at + 1) || takeValue(option, rest, grammar) };
      return;
    }
    yield { option, value: '' };
  }
}

/** Takes the next word for the option's value. A known short option is none, though anything else that has dashes is. */
function takeValue({ name, takes }: BoostOption, rest: string[], { options }: BoostGrammar<string>): string {
  if (takes === 'none') return '';
  const value = rest.shift();
  if (value === undefined || options.some(({ short }) => short !== undefined && value === `-${short}`))
    throw new UsageError(`the required argument for option '--${name}' is missing`);
  if (lacksValue(value)) throw emptyValue(`--${name}`);
  return value;
}

/** Tells whether a word is `--name=`, of which boost complains wherever it stands, as the value of an option too. */
function lacksValue(word: string): boolean {
  return word.startsWith('--') && word.indexOf('=') === word.length - 1;
}

function emptyValue(option: string): UsageError {
  const named = option === '--' ? '' : ` '${option}'`;
  return new UsageError(`the argument for option${named} should follow immediately after the equal sign`);
}

function unrecognised(word: string): UsageError {
  return new UsageError(`unrecognised option${word === '' ? '' : ` '${word}'`}`);
}

/** Tells whether a number is in the range of its type. To the unsigned ones, negative numbers count from the top. */
function isValid({ takes }: BoostOption, value: string): boolean {
  if (takes === 'none' || takes === 'text') return true;
  if (!/^[+-]?\d+$/.test(value)) return false;
  const number = BigInt(value.replace(/^\+/, ''));
  if (takes === 'int32') return BigInt.asIntN(32, number) === number;
  const magnitude = number < 0n ? -number : number;
  return BigInt.asUintN(takes === 'uint32' ? 32 : 64, magnitude) === magnitude;
}
