import { ConnectError, type GearctlError, TlsError } from '../../errors.js';
import type { UnreachableServer } from '../failure.js';
import { displayWidth } from '../output/display-width.js';
import { printable } from '../output/printable.js';
import type { Drawing } from '../output/table.js';

const GAP = '   ';

/** What a server answered, or the error that it did not. */
export type Answer<T = unknown> =
  | { readonly server: string; readonly ok: true; readonly value: T }
  | { readonly server: string; readonly ok: false; readonly error: GearctlError };

/** Gives the servers that did not answer, and why. */
export function unanswered(answers: readonly Answer[]): UnreachableServer[] {
  return answers.flatMap((answer) => {
    if (answer.ok) return [];
    const { error, message } = reasonJson(answer.error);
    return [{ server: answer.server, errno: error, message }];
  });
}

/** Gives why a server did not answer as JSON has it: a code, the system's where there is one, and words. */
export function reasonJson(error: GearctlError): { error: string; message: string } {
  const code = error instanceof ConnectError || error instanceof TlsError ? error.errno : error.code;
  return { error: code, message: error.message };
}

/** Names the servers under a table, each with a sign that says whether it is up, as many to a line as there is room for. */
export function serverLines(answers: readonly Answer[], { paint, glyphs, width }: Drawing): string[] {
  const lines: { text: string; width: number }[] = [];
  for (const answer of answers) {
    const label = ` ${printable(answer.server)}`;
    const reason = answer.ok ? '' : ` ${printable(answer.error.message)}`;
    const sign = answer.ok ? paint.green(glyphs.up) : paint.red(glyphs.down);
    const piece = { text: `${sign}${label}${paint.red(reason)}`, width: 1 + displayWidth(label + reason) };
    const line = lines.at(-1);
    if (line === undefined || line.width + GAP.length + piece.width > width) {
      lines.push(piece);
    } else {
      line.text += GAP + piece.text;
      line.width += GAP.length + piece.width;
    }
  }
  return lines.map(({ text }) => text);
}
