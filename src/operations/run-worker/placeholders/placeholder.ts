import { UsageError } from '../../../errors.js';

/** What stands in an argument for something of the job. */
export type Placeholder =
  | { readonly type: 'workload' | 'file' | 'handle' | 'unique' | 'function' | 'attempt' | 'slot' }
  /** A field of a JSON workload, by the names (in lists, the positions from 0) that lead to it. */
  | { readonly type: 'field'; readonly path: readonly string[] };

/** A piece of an argument: a text as it is, or what is filled in. */
export type ArgumentPart = string | Placeholder;

const NAMES = ['file', 'handle', 'unique', 'function', 'attempt', 'slot'] as const;
const INNER = String.raw`(?:${NAMES.join('|')}|(?:\.[\p{L}\p{N}_$@-]+)+)?`;

/** `{{.Name}}` is of the templates of other programs; of `\{}` the backslash goes; else it is a placeholder. */
const PLACEHOLDER = new RegExp(String.raw`\{\{${INNER}\}\}|\\\{${INNER}\}|\{(${INNER})\}`, 'gu');

/** `${file}` in a script is a variable of the shell. */
const SHELL_VARIABLE = /\$\{[^}]*\}/g;

/**
 * Splits an argument at its placeholders: `{}` `{file}` `{handle}` `{unique}` `{function}` `{attempt}` `{slot}` and fields
 * such as `{.user.name}`. Other braces stay as they are, and so does `{{…}}`; `\{}` is a literal `{}`.
 */
export function argumentParts(word: string): ArgumentPart[] {
  const parts: ArgumentPart[] = [];
  let literal = '';
  let end = 0;
  for (const match of word.matchAll(PLACEHOLDER)) {
    const [whole, inner] = match;
    literal += word.slice(end, match.index);
    end = match.index + whole.length;
    if (inner === undefined) {
      literal += whole.startsWith('\\') ? whole.slice(1) : whole;
      continue;
    }
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(placeholderOf(inner));
  }
  literal += word.slice(end);
  if (literal !== '' || parts.length === 0) parts.push(literal);
  return parts;
}

/** Throws UsageError for a script of a shell with a placeholder: a value in it would be read as a part of the script. */
export function checkScript(script: string): void {
  const found = [...script.replace(SHELL_VARIABLE, '').matchAll(PLACEHOLDER)].find(([, inner]) => inner !== undefined);
  if (found === undefined) return;
  const [placeholder] = found;
  throw new UsageError(`${placeholder} cannot stand in a script: its value would be run as a part of it`, {
    hint: `put ${placeholder} behind the script and write "$1" in it, or "$GEARMAN_JOB_UNIQUE"; \\${placeholder} is the text`,
  });
}

function placeholderOf(inner: string): Placeholder {
  if (inner === '') return { type: 'workload' };
  const name = NAMES.find((each) => each === inner);
  return name === undefined ? { type: 'field', path: inner.slice(1).split('.') } : { type: name };
}
