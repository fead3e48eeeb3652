import { displayWidth } from '../../cli/output/display-width.js';
import { durationText } from '../durations.js';
import type { Line, Span } from '../lines.js';
import type { Instant, Model, ServerModel } from '../model/types.js';
import { cursorOf, serverRows } from '../selectors/cursor.js';
import { intakeOf, isProbed } from '../selectors/intake.js';
import { ofHeight } from './box.js';
import { type KeyHint, keyLine } from './key-line.js';
import { urgentLine } from './message-line.js';
import { numberIn, rate, rateAtLeast } from './numbers.js';
import { tableRows } from './rows.js';
import type { ScreenSize } from './screen-size.js';
import { retryWords, SERVER_STATES, versionWords } from './server-words.js';
import { cutMiddle, fitted, span } from './spans.js';
import { type Column, tableWidth } from './table.js';
import { measured } from './times.js';
import { titleBar } from './title-bar.js';

const HINTS: readonly KeyHint[] = [
  ['esc', 'back'],
  ['↵', 'only this server'],
  ['R', 'poll now'],
  ['v', 'last error'],
  ['y', 'copy name'],
  ['?', 'help'],
  ['q', 'quit'],
];

/** Draws one server in each row. */
export function serversScreen(model: Model, { cols, rows }: ScreenSize): Line[] {
  const bottom = [
    urgentLine(model, cols) ?? { spans: fitted([span(noteWords(model), 'dim')], cols) },
    keyLine(HINTS, cols, 2),
  ];
  const room = rows - 1 - bottom.length;
  const look = { height: room, cursor: cursorOf(model), margin: 2, zebra: model.interface.zebra } as const;
  const { lines } = tableRows(columnsIn(cols - 2, model), serverRows(model), look);
  return [titleBar(model, cols), ...ofHeight(lines, room), ...bottom];
}

function noteWords({ interface: { focus }, data }: Model): string {
  if (focus !== undefined) return ` Everything is narrowed to ${focus}: ↵ on it shows all servers again.`;
  const counted = data.servers.filter(({ isCounted }) => isCounted).length;
  return ` ${counted} of ${data.servers.length} count: a server that has missed three polls is left out of all sums.`;
}

/** How many jobs come in; where nobody counts them, at least how many. */
const INTAKE: Column<ServerModel> = {
  heading: 'IN/s',
  gap: 1,
  width: 9,
  align: 'right',
  cell: (server) => {
    const intake = intakeOf(server);
    if (intake === undefined) return [span('—', 'dim')];
    return [span(intake.isLeast ? rateAtLeast(intake.perSecond, 9) : rate(intake.perSecond, 9))];
  },
};

/** What a server says of itself, or why it does not, has what the numbers leave; these go from the right. */
function columnsIn(width: number, model: Model): Column<ServerModel>[] {
  const sign = (server: ServerModel): Span[] => {
    const { sign: text, role } = SERVER_STATES[server.state];
    return [span(text, role)];
  };
  const numbers: readonly Column<ServerModel>[] = [
    number('WAIT', 8, ({ waiting }) => waiting),
    number('RUN', 6, ({ running }) => running),
    number('WRK', 6, ({ workers }) => workers),
    ...(isProbed(model.data) ? [INTAKE] : []),
    number('FUNCTIONS', 10, ({ functions }) => functions.size),
    {
      heading: 'RTT',
      gap: 1,
      width: 8,
      align: 'right',
      cell: ({ roundTripMs: ms }) => [span(ms === undefined ? '—' : measured(ms))],
    },
  ];
  const widest = Math.max(8, ...serverRows(model).map(({ label }) => displayWidth(label)));
  const nameCells = Math.min(widest, width < 60 ? 16 : 32);
  const lead: readonly Column<ServerModel>[] = [
    { heading: '', gap: 0, width: 1, cell: sign },
    { heading: 'SERVER', gap: 1, width: nameCells, cell: ({ label }) => [span(cutMiddle(label, nameCells))] },
  ];
  let shown = numbers;
  const rest = () => width - tableWidth([...lead, ...shown]) - 2;
  while (shown.length > 1 && rest() < 20) shown = shown.slice(0, -1);
  const said: Column<ServerModel> = {
    heading: 'SAYS',
    gap: 2,
    width: Math.max(1, rest()),
    cell: (each) => saidWords(each, model.now),
  };
  return [...lead, ...shown, said];
}

function number(heading: string, width: number, of: (server: ServerModel) => number): Column<ServerModel> {
  return { heading, gap: 1, width, align: 'right', cell: (server) => [span(numberIn(of(server), width))] };
}

function saidWords(server: ServerModel, { atMs }: Instant): Span[] {
  const { failure, state, lagMs, answered } = server;
  if (failure !== undefined) {
    const last = answered === undefined ? '' : `, answered ${durationText(atMs - answered.atMs)} ago`;
    return [span(`${failure.message}, ${retryWords(server, atMs)}, try ${failure.attempts}${last}`, 'error')];
  }
  if (state === 'unasked') return [span('not asked yet', 'dim')];
  const lag = lagMs > 0 ? [span(`lags ${(lagMs / 1000).toFixed(1)}s  `, 'slow')] : [];
  return [...lag, span(versionWords(server))];
}
