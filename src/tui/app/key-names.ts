const ESC = '\x1b';

/** The sequences that terminals send for keys without a character. */
const SEQUENCES: Readonly<Record<string, string>> = {
  '\x1b[A': 'up',
  '\x1bOA': 'up',
  '\x1b[B': 'down',
  '\x1bOB': 'down',
  '\x1b[C': 'right',
  '\x1bOC': 'right',
  '\x1b[D': 'left',
  '\x1bOD': 'left',
  '\x1b[H': 'home',
  '\x1bOH': 'home',
  '\x1b[1~': 'home',
  '\x1b[7~': 'home',
  '\x1b[F': 'end',
  '\x1bOF': 'end',
  '\x1b[4~': 'end',
  '\x1b[8~': 'end',
  '\x1b[5~': 'pageup',
  '\x1b[6~': 'pagedown',
  '\x1b[3~': 'delete',
  '\x1b[Z': 'shift-tab',
  '\x1b': 'escape',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

/** A report of the mouse in the form of old terminals, a control sequence, one of a keypad, or a character. */
const KEY = new RegExp(`${ESC}\\[M[\\s\\S]{3}|${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}O.|[\\s\\S]`, 'gu');

/** Cuts what a terminal sent at once into sequences and characters. */
export function sequencesIn(input: string): string[] {
  return input.match(KEY) ?? [];
}

/**
 * Names the key that sends a sequence: a character stands for itself, others are `up`, `down`, `left`, `right`, `home`,
 * `end`, `pageup`, `pagedown`, `enter`, `tab`, `escape`, `backspace`, `ctrl-c` and the like. Undefined for what is no key.
 */
export function keyName(sequence: string): string | undefined {
  const named = SEQUENCES[sequence];
  if (named !== undefined) return named;
  if (sequence.length > 1 && sequence.startsWith(ESC)) return undefined;
  const code = sequence.charCodeAt(0);
  if (code >= 0x20) return code >= 0x80 && code < 0xa0 ? undefined : sequence;
  return code >= 1 && code <= 26 ? `ctrl-${String.fromCharCode(code + 0x60)}` : undefined;
}
