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

/** A control sequence, one of a keypad, or a character. */
const KEY = new RegExp(`${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}O.|[\\s\\S]`, 'gu');

/**
 * Names the keys in what a terminal sent at once: a character stands for itself, others are `up`, `down`, `left`,
 * `right`, `home`, `end`, `pageup`, `pagedown`, `enter`, `tab`, `escape`, `backspace`, `ctrl-c` and the like. Sequences
 * of other keys are left out.
 */
export function keyNames(input: string): string[] {
  return (input.match(KEY) ?? []).flatMap((key) => {
    const named = SEQUENCES[key];
    if (named !== undefined) return [named];
    if (key.length > 1 && key.startsWith('\x1b')) return [];
    const code = key.charCodeAt(0);
    if (code >= 0x20) return code >= 0x80 && code < 0xa0 ? [] : [key];
    return code >= 1 && code <= 26 ? [`ctrl-${String.fromCharCode(code + 0x60)}`] : [];
  });
}
