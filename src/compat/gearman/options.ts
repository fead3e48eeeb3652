import { getopt } from '../getopt.js';
import { atoi } from './atoi.js';

/** What gearman was told. Texts are byte strings. */
export interface Options {
  /** In the order in which they were given, also those given twice. */
  readonly functions: readonly string[];
  /** What is no option: workloads or, for a worker, its command. */
  readonly words: readonly string[];
  readonly isWorker: boolean;
  readonly isBackground: boolean;
  readonly isDaemon: boolean;
  readonly priority: 'high' | 'normal' | 'low';
  readonly host: string;
  /** From 0 to 65535; 0 is the usual port. */
  readonly port: number;
  readonly useTls: boolean;
  /** The longest wait for the server, in ms; below 0 there is none. */
  readonly timeoutMs: number;
  /** After so many jobs a worker ends; 0 for never. */
  readonly count: number;
  /** Empty for one that is made up. */
  readonly unique: string;
  /** Empty for none. */
  readonly pidFile: string;
  readonly byLine: boolean;
  readonly stripsNewline: boolean;
  /** Begins each output with the function. */
  readonly prefixes: boolean;
  /** Submits a job without a workload. */
  readonly isEmpty: boolean;
  readonly isVerbose: boolean;
}

/** A command line, read. */
export interface Request {
  readonly options: Options;
  readonly wantsHelp: boolean;
  /** What is wrong; undefined for nothing. */
  readonly error: string | undefined;
}

const LETTERS = 'bc:f:h:HILnNp:Pst:u:vwi:dS';

const DEFAULTS: Options = {
  functions: [],
  words: [],
  isWorker: false,
  isBackground: false,
  isDaemon: false,
  priority: 'normal',
  host: '',
  port: 0,
  useTls: false,
  timeoutMs: -1,
  count: 0,
  unique: '',
  pidFile: '',
  byLine: false,
  stripsNewline: false,
  prefixes: false,
  isEmpty: false,
  isVerbose: false,
};

/** What each letter says, but for `-f`, which counts each time, and `-H`. */
const MEANINGS: Readonly<Record<string, (argument: string) => Partial<Options>>> = {
  b: () => ({ isBackground: true }),
  c: (argument) => ({ count: atoi(argument) >>> 0 }),
  d: () => ({ isDaemon: true }),
  h: (argument) => ({ host: argument }),
  i: (argument) => ({ pidFile: argument }),
  I: () => ({ priority: 'high' }),
  L: () => ({ priority: 'low' }),
  n: () => ({ byLine: true }),
  N: () => ({ byLine: true, stripsNewline: true }),
  p: (argument) => ({ port: atoi(argument) & 0xffff }),
  P: () => ({ prefixes: true }),
  s: () => ({ isEmpty: true }),
  S: () => ({ useTls: true }),
  t: (argument) => ({ timeoutMs: atoi(argument) }),
  u: (argument) => ({ unique: argument }),
  v: () => ({ isVerbose: true }),
  w: () => ({ isWorker: true }),
};

/** Reads the command line, which is one of byte strings. Of what is given twice the last counts, but for functions. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Request {
  const given = getopt(args, { letters: LETTERS, posixlyCorrect: env.POSIXLY_CORRECT !== undefined });
  const functions = given.options.filter(({ letter }) => letter === 'f').map(({ argument }) => argument);
  const options = Object.assign(
    { ...DEFAULTS, functions, words: given.words },
    ...given.options.map(({ letter, argument }) => MEANINGS[letter]?.(argument)),
  );
  const has = (letter: string) => given.options.some((option) => option.letter === letter);
  return {
    options,
    wantsHelp: has('H'),
    error: functions.length === 0 ? 'No Functions were provided' : has('?') ? '-?' : undefined,
  };
}
