import type { Line, Span } from '../lines.js';
import type { Model } from '../model/types.js';
import { capacityOf } from '../selectors/capacity.js';
import { counted } from './numbers.js';
import { serversWords } from './server-words.js';
import { apart, span, spansWidth } from './spans.js';
import { calendar, clock, stopwatch } from './times.js';

/** What the title bar has room for. */
interface Detailing {
  readonly notes: boolean;
  readonly workers: boolean;
  readonly date: boolean;
  readonly pace: boolean;
  /** The name of the program. */
  readonly program: boolean;
}

const EVERYTHING: Detailing = { notes: true, workers: true, date: true, pace: true, program: true };
const NARROW: Detailing = { ...EVERYTHING, notes: false, workers: false, date: false };
const TERSEST: Detailing = { ...NARROW, pace: false, program: false };

/** From the most to the least; what fits first is drawn. */
const DETAILINGS: readonly Detailing[] = [
  EVERYTHING,
  { ...EVERYTHING, workers: false },
  { ...EVERYTHING, workers: false, date: false },
];
const NARROW_DETAILINGS: readonly Detailing[] = [NARROW, { ...NARROW, pace: false }];

/** With fewer columns neither the workers nor the date are told. */
const WIDE_COLS = 100;

/** Draws the line at the top: whose queues these are, which screen, how often it polls, the time; notes if they fit. */
export function titleBar(model: Model, cols: number, notes: readonly string[] = []): Line {
  const choices = [...(cols < WIDE_COLS ? [] : DETAILINGS), ...NARROW_DETAILINGS];
  const bars = choices.map((detailing) => [leftWords(model, detailing), rightWords(model, detailing, notes)] as const);
  const fitting = bars.find(([left, right]) => spansWidth([...left, ...right]) <= cols);
  const [left, right] = fitting ?? [leftWords(model, TERSEST), rightWords(model, TERSEST, [])];
  return { ground: 'title', spans: apart(left, right, cols, Math.floor(cols / 3)) };
}

function leftWords(model: Model, { workers, notes, program }: Detailing): Span[] {
  const { detail, screen, focus, filter } = model.interface;
  const title = span(`${program ? ' gearctl top  ' : ''} ${model.setup.title}`);
  const each = detail && model.data.functions.get(detail.functionName);
  if (each !== undefined) return [title, span(` › ${each.label}`)];
  if (screen !== 'functions') return [title, span(` › ${screen}`)];
  const narrowed = focus === undefined ? '' : ` › ${focus}`;
  // Where the notes have no room the filter still has to be seen.
  const sought = filter.text === '' || notes ? '' : `  /${filter.text}`;
  return [
    title,
    span(`${narrowed}  `),
    ...serversWords(model.data.servers),
    span(`${workers ? crewWords(model) : ''}${sought}`),
  ];
}

function crewWords({ data }: Model): string {
  const { workers, hosts } = capacityOf(data);
  return `   ${counted(workers, 'worker')} on ${counted(hosts, 'host')}`;
}

function rightWords(model: Model, { notes: hasNotes, date, pace }: Detailing, notes: readonly string[]): Span[] {
  const time = date ? calendar(model.now.epochMs) : clock(model.now.epochMs);
  const mode = pace ? `${paceWords(model)}  ${modeWords(model)}` : modeWords(model);
  return [span(`  ${[...(hasNotes ? notes : []), mode, time].join('   ')} `)];
}

/** Says how often servers are polled, or how late they are. */
function paceWords({ data, interface: { intervalMs } }: Model): string {
  const lagMs = Math.max(0, ...data.servers.map((server) => server.lagMs));
  return lagMs > 0 ? `lag ${(lagMs / 1000).toFixed(1)}s` : `every ${intervalMs / 1000}s`;
}

/** Says whether what is shown is alive. */
function modeWords({ data, now, setup, interface: { isPaused, recordingTo } }: Model): string {
  const recording = recordingTo === undefined ? '' : ' ● rec';
  if (isPaused) return `‖ paused${recording}`;
  if (data.isStale) return `✕ stale ${stopwatch(now.atMs - (data.answered?.atMs ?? now.atMs))}${recording}`;
  if (data.answered === undefined) return data.servers.some(({ failure }) => failure) ? '✕ no answer' : '… asking';
  return `▶ ${setup.source}${recording}`;
}
