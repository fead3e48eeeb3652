import type { AdminReplyForm } from './admin-commands.js';

/** A whole answer to an admin command. Texts are byte strings without line ends. */
export type AdminReply =
  | { readonly type: 'ok'; readonly text: string }
  | { readonly type: 'list'; readonly lines: readonly string[] }
  | { readonly type: 'error'; readonly errorCode: string; readonly errorText: string };

/** The codes that servers are known to send behind `ERR`; in a list any other text may be the name of something. */
const ERROR_LINE = /^ERR (?:[A-Za-z]+_[A-Za-z_]+|function not found|there are still connected)/;

/** A name with more line ends than this is not looked for: garbage must not cost more than its length. */
const MAX_LINES_OF_A_NAME = 16;

/**
 * Gathers the lines of one answer. `ERR` is recognised in place of any answer: as the first line of a list only, and
 * there only if it is no row. `OK` is cut off where it is sent; servers that leave it out are understood. Where JSON is
 * due and something else comes it is a list: Perl's server has a `jobs` of its own.
 */
export class AdminReplyReader {
  readonly #form: AdminReplyForm;
  readonly #isRow: (line: string) => boolean;
  readonly #lines: string[] = [];

  /** `isRow` tells a row of this list from an error line. */
  constructor(form: AdminReplyForm, isRow: (line: string) => boolean = () => false) {
    this.#form = form;
    this.#isRow = isRow;
  }

  /** Takes the next line and gives the answer when it is whole. */
  line(line: string): AdminReply | undefined {
    const first = this.#lines.length === 0;
    const isList = this.#form === 'list' || (this.#form === 'json' && !(first && /^(?:\{|ERR)/.test(line)));
    if (!isList) return line.startsWith('ERR') ? errorReply(line) : { type: 'ok', text: line.replace(/^OK ?/, '') };
    if (first && ERROR_LINE.test(line) && !this.#isRow(line)) return errorReply(line);
    if (line === '.') return { type: 'list', lines: this.#lines };
    this.#lines.push(line);
    return undefined;
  }
}

/**
 * Turns the lines of a list into rows. A name may hold a line end, so a line that is no row yet is continued by the next.
 * Gives the rows and the lines left over that made none.
 */
export function readRows<Row>(
  lines: readonly string[],
  parse: (line: string) => Row | undefined,
): { rows: Row[]; strays: string[] } {
  const rows: Row[] = [];
  const strays: string[] = [];
  let pending: string[] = [];
  for (const line of lines) {
    pending.push(line);
    const row = parse(pending.join('\n'));
    if (row === undefined && pending.length < MAX_LINES_OF_A_NAME) continue;
    if (row === undefined) strays.push(...pending);
    else rows.push(row);
    pending = [];
  }
  return { rows, strays: [...strays, ...pending] };
}

/** Splits `ERR code text`; gearmand writes the spaces of its texts as `+`. Without a code the whole is text. */
function errorReply(line: string): AdminReply {
  const match = /^ERR ?([A-Za-z]+_[A-Za-z_]+)?:? ?(.*)$/s.exec(line);
  return { type: 'error', errorCode: match?.[1] ?? 'ERR', errorText: (match?.[2] ?? '').replaceAll('+', ' ').trim() };
}
