import { ProtocolError } from '../errors.js';
import { type AdminCommandName, adminReplyForm } from '../protocol/admin-commands.js';
import { parseJobRow, parsePriorityStatusRow, parseStatusRow, parseWorkerRow } from '../protocol/admin-rows.js';

/** Longer answers are given up: a list of ten million jobs fits in, what has no end must not take all memory. */
const MAX_ANSWER_BYTES = 512 * 1024 * 1024;

/** The most bytes of a list's end that may lie in one chunk while the rest of it comes in the next. */
const MAX_SPLIT_BYTES = 3;

const LF = 10;

const ROW_PARSERS: Partial<Record<AdminCommandName, (line: string) => object | undefined>> = {
  status: parseStatusRow,
  prioritystatus: parsePriorityStatusRow,
  workers: parseWorkerRow,
  'show jobs': parseJobRow,
};

/**
 * Gathers the bytes of one answer and tells when it is whole: a list with the line that is a dot, anything else with its
 * first line. What came together with the end belongs to the answer.
 */
export class TextAnswer {
  /** The bytes as they came, line ends included. */
  readonly pieces: readonly Buffer[];
  readonly #pieces: Buffer[] = [];
  readonly #command: AdminCommandName;
  #form: 'list' | 'line' | 'unknown';
  #length = 0;
  // As if a line had ended before the answer, so that its first line may be the dot.
  #end: Buffer = Buffer.of(LF);

  constructor(command: AdminCommandName) {
    this.pieces = this.#pieces;
    this.#command = command;
    this.#form = adminReplyForm(command) === 'list' ? 'unknown' : 'line';
  }

  /** True once it is known to be one line, by the question or because that line is no row of the list asked for. */
  get isLine(): boolean {
    return this.#form === 'line';
  }

  /** Takes the next bytes, and tells whether the answer is whole with them. Throws ProtocolError when it is too long. */
  add(chunk: Buffer): boolean {
    this.#pieces.push(chunk);
    this.#length += chunk.length;
    if (this.#length > MAX_ANSWER_BYTES)
      throw new ProtocolError(`the answer to '${this.#command}' is longer than ${MAX_ANSWER_BYTES} bytes`);
    const hasLineEnd = chunk.includes(LF);
    if (this.#form === 'unknown' && hasLineEnd) this.#form = this.#isListBy(this.#firstLine()) ? 'list' : 'line';
    return this.#form === 'line' ? hasLineEnd : this.#hasDot(chunk);
  }

  #firstLine(): string {
    const bytes = Buffer.concat(this.#pieces);
    return bytes.toString('latin1', 0, bytes.indexOf(LF));
  }

  /**
   * Servers answer with one line to a list that they do not know or will not give. A name with a line end may cut the
   * first row in two, so a line that is no row must also begin or end as such answers do.
   */
  #isListBy(firstLine: string): boolean {
    const hasCr = firstLine.endsWith('\r');
    const hasWord = /^(?:OK|ERR)\b/.test(firstLine);
    if (!hasCr && !hasWord) return true;
    const line = hasCr ? firstLine.slice(0, -1) : firstLine;
    const parseRow = ROW_PARSERS[this.#command];
    // Where a row may be any text, only the line end tells.
    const isRow = parseRow === undefined ? !hasCr : parseRow(line) !== undefined;
    return isRow || line === '.';
  }

  #hasDot(chunk: Buffer): boolean {
    const seam = Buffer.concat([this.#end, chunk.subarray(0, MAX_SPLIT_BYTES)]);
    this.#end = chunk.length >= MAX_SPLIT_BYTES ? chunk.subarray(-MAX_SPLIT_BYTES) : seam.subarray(-MAX_SPLIT_BYTES);
    return [seam, chunk].some((bytes) => bytes.includes('\n.\n') || bytes.includes('\n.\r\n'));
  }
}
