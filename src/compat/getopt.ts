/** One option as it was given; the letter `?` stands for one that is unknown or lacks its argument. */
export interface GivenOption {
  readonly letter: string;
  /** What an option that takes an argument was given. */
  readonly argument: string;
}

/** A command line, read. */
export interface ReadCommandLine {
  readonly options: readonly GivenOption[];
  /** What is no option, in its order. */
  readonly words: readonly string[];
}

/** How a command line is read. */
export interface GetoptRules {
  /** The letters of the options; a colon behind one says that it takes an argument. */
  readonly letters: string;
  /** POSIXLY_CORRECT is set: the first word that is no option ends the options. */
  readonly posixlyCorrect: boolean;
}

const UNKNOWN: GivenOption = { letter: '?', argument: '' };

/**
 * Reads a command line as GNU's getopt(3) does: options may stand behind words, `-bn` is `-b -n`, `-fname` is `-f name`,
 * `--` ends the options and a lone `-` is a word. There are no long options: `--bar` is `--`, which is unknown, `-b`, `-a`
 * and `-r`.
 */
export function getopt(args: readonly string[], { letters, posixlyCorrect }: GetoptRules): ReadCommandLine {
  const options: GivenOption[] = [];
  const words: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') return { options, words: [...words, ...args.slice(at + 1)] };
    if (!arg.startsWith('-') || arg === '-') {
      if (posixlyCorrect) return { options, words: args.slice(at) };
      words.push(arg);
      continue;
    }
    for (let place = 1; place < arg.length; place++) {
      const letter = arg.charAt(place);
      const known = letter === ':' ? -1 : letters.indexOf(letter);
      if (known === -1) {
        options.push(UNKNOWN);
      } else if (letters[known + 1] !== ':') {
        options.push({ letter, argument: '' });
      } else {
        const attached = arg.slice(place + 1);
        if (attached === '') at += 1;
        const argument = attached === '' ? args[at] : attached;
        options.push(argument === undefined ? UNKNOWN : { letter, argument });
        break;
      }
    }
  }
  return { options, words };
}
