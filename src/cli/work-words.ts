import { UsageError } from '../errors.js';

const PUT_DASHES =
  'put -- before the command: gearctl work FUNCTION -- COMMAND; to print the jobs of several functions, end with --';

const PROTOCOLS = ['jsonl', 'lines', 'frame'];

/** The words of `gearctl work`: what is its own, and what is the command. */
export interface WorkWords {
  readonly own: string[];
  /** Everything behind `--`. */
  readonly command: readonly string[];
  /** Throws an error of the parser, with what to do about it where `--` is what lacks. */
  explain(error: unknown): never;
  /** Throws UsageError for functions and commands that cannot be. */
  check(functions: readonly string[], config: string | undefined): void;
}

/** Takes the words apart. Without `--` there is no command, and then there is just one function. */
export function workWords(argv: readonly string[]): WorkWords {
  const end = argv.indexOf('--');
  const own = withProtocol(end === -1 ? argv : argv.slice(0, end));
  const command = end === -1 ? [] : argv.slice(end + 1);
  return {
    own,
    command,
    explain: (error) => {
      const mayLackDashes = end === -1 && own.filter(isNoFlagNorItsValue).length > 1;
      if (!mayLackDashes || !(error instanceof UsageError)) throw error;
      throw new UsageError(error.message, { hint: PUT_DASHES, cause: error });
    },
    check: (functions, config) => {
      if (config !== undefined && functions.length + command.length > 0) {
        throw new UsageError('--config says what to do: there can be no function and no command besides', {
          hint: '--only FUNCTION,... chooses among its functions',
        });
      }
      if (config === undefined && functions.length === 0) {
        throw new UsageError('FUNCTION is missing', { hint: 'gearctl work --help' });
      }
      if (end === -1 && functions.length > 1) {
        throw new UsageError(`there is no -- before '${functions[1]}'`, { hint: PUT_DASHES });
      }
    },
  };
}

/** Gives the words by which a process like this one is started, without the flag that asks for a unit. */
export function commandLineOf(node: string, program: string, argv: readonly string[]): string[] {
  const kept = argv.filter((word, at) => !word.startsWith('--print-unit') && argv[at - 1] !== '--print-unit');
  return [node, program, ...kept];
}

/** Tells of a word that is likely to be a function or a part of a command: it follows no flag whose value it could be. */
function isNoFlagNorItsValue(word: string, at: number, words: readonly string[]): boolean {
  return !word.startsWith('-') && !/^-[^=]*$/.test(words[at - 1] ?? '');
}

/** Completes `--coprocess` where no protocol follows. */
function withProtocol(words: readonly string[]): string[] {
  return words.map((word, at) =>
    word === '--coprocess' && !PROTOCOLS.includes(words[at + 1] ?? '') ? '--coprocess=jsonl' : word,
  );
}
