import { displayWidth } from '../../cli/output/display-width.js';
import { durationText } from '../durations.js';
import type { Line } from '../lines.js';
import type { Model, ServerModel } from '../model/types.js';
import { box } from './box.js';
import { type KeyHint, keyLine } from './key-line.js';
import { urgentLine } from './message-line.js';
import { apart, blanks, fitted, span } from './spans.js';

/** The keys that help while no server answers. */
export const NO_SERVER_HINTS: readonly KeyHint[] = [
  ['R', 'retry now'],
  ['v', 'show last error'],
  ['3', 'servers'],
  ['p', 'pause'],
  ['?', 'help'],
  ['q', 'quit'],
];

/** Cells before the first column and behind the last, and those between. */
const [MARGIN, GAP] = [2, 3];

/** With more servers than this the rest are counted. */
const MOST_SERVERS = 6;

/** Draws the bottom of a screen while no server answers: which, why, and when each is asked again. */
export function noServerLines(model: Model, cols: number, blank: readonly Line[]): Line[] {
  const words = 'Rows are dimmed until a server answers; the gap is drawn as ╌ in every trend.';
  return [
    { spans: [] },
    ...noServerBox(model, cols - 4).map(({ spans }) => ({ spans: [blanks(2), ...spans] })),
    { spans: fitted([span(` ${words}`, 'dim')], cols) },
    ...blank,
    urgentLine(model, cols) ?? keyLine(NO_SERVER_HINTS, cols, 3),
  ];
}

/** Draws the box of it. */
export function noServerBox({ data: { servers }, now }: Model, width: number): Line[] {
  const shown = servers.slice(0, MOST_SERVERS);
  const rest = servers.length - shown.length;
  const lines = failureLines(shown, now.atMs, width - 2);
  const more = rest === 0 ? [] : [{ spans: [span(`  … ${rest} more`, 'dim')] }];
  return box([...lines, ...more], { width, title: [span('NO SERVER ANSWERS', 'alarm')] });
}

function failureLines(servers: readonly ServerModel[], atMs: number, width: number): Line[] {
  const failures = servers.map(({ label, failure }) => [
    label,
    failure?.errno ?? '',
    failure?.message ?? '',
    failure === undefined ? '' : retryPhrase(failure.retryAtMs - atMs, failure.attempts),
  ]);
  const [labels = 0, codes = 0, messages = 0, retries = 0] = [0, 1, 2, 3].map((column) =>
    Math.max(...failures.map((texts) => displayWidth(texts[column] ?? ''))),
  );
  // The message says as much as the code, which goes where there is no room for both.
  const hasCodes = MARGIN + labels + codes + messages + retries + 3 * GAP + MARGIN <= width;
  return failures.map(([label = '', code = '', message = '', retry = '']) => {
    const shown = hasCodes ? fitted([span(code, 'error')], codes + GAP) : [];
    const left = [blanks(MARGIN), ...fitted([span(label)], labels + GAP), ...shown, span(message)];
    return { spans: apart(left, [blanks(MARGIN), ...fitted([span(retry, 'dim')], retries + GAP)], width, width / 2) };
  });
}

function retryPhrase(ms: number, attempts: number): string {
  return `retry in ${durationText(Math.max(0, ms)).replace(/s$/, ' s')}, try ${attempts}`;
}
