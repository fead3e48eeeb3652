/** What there is to say about jobs under way. */
export interface ProgressState {
  /** What is being done: the functions. */
  readonly label: string;
  readonly ended: number;
  readonly failed: number;
  readonly running: number;
  /** How many jobs there are, once the input has ended. */
  readonly total: number | undefined;
  readonly elapsedMs: number;
  /** What the worker of the only job reports, if it does. */
  readonly status: { readonly numerator: number; readonly denominator: number } | undefined;
}

/** How the line may look. */
export interface ProgressStyle {
  readonly bar: boolean;
  readonly isUnicode: boolean;
  readonly width: number;
}

const BAR_CELLS = 40;
const MIN_BAR_CELLS = 8;

/** Writes the state on one line, such as ` resize  ━━━━━━╸─────  312/500  62%  41.0/s  ETA 5s  ✗ 3`, without a line end. */
export function progressLine(state: ProgressState, style: ProgressStyle): string {
  const { label, failed, status, total, ended } = state;
  const share = status === undefined ? shareOf(ended, total) : shareOf(status.numerator, status.denominator);
  const facts = status !== undefined && total === 1 ? statusFacts(status, state) : countFacts(state);
  if (failed > 0) facts.push(`${style.isUnicode ? '✗' : 'failed'} ${failed}`);
  const text = facts.join('  ');
  const cells = Math.min(BAR_CELLS, style.width - label.length - text.length - 6);
  const bar = style.bar && share !== undefined && cells >= MIN_BAR_CELLS ? `${barOf(share, cells, style)}  ` : '';
  return ` ${label}  ${bar}${text}`.slice(0, Math.max(0, style.width - 1));
}

function statusFacts({ numerator, denominator }: { numerator: number; denominator: number }, state: ProgressState) {
  return [`${numerator}/${denominator}`, percent(shareOf(numerator, denominator)), seconds(state.elapsedMs)];
}

function countFacts({ ended, running, total, elapsedMs }: ProgressState): string[] {
  const perSecond = elapsedMs > 0 ? (ended * 1000) / elapsedMs : 0;
  if (total === undefined) return [`${ended} done`, `${running} under way`, `${perSecond.toFixed(1)}/s`];
  const facts = [`${ended}/${total}`, percent(shareOf(ended, total)), `${perSecond.toFixed(1)}/s`];
  if (perSecond > 0 && ended < total) facts.push(`ETA ${seconds(((total - ended) / perSecond) * 1000)}`);
  return facts;
}

function shareOf(part: number, whole: number | undefined): number | undefined {
  return whole === undefined || whole <= 0 ? undefined : Math.min(1, Math.max(0, part / whole));
}

function percent(share: number | undefined): string {
  return share === undefined ? '' : `${Math.floor(share * 100)}%`;
}

function seconds(ms: number): string {
  const whole = Math.round(ms / 1000);
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}m${whole % 60}s` : `${Math.floor(minutes / 60)}h${minutes % 60}m`;
}

function barOf(share: number, cells: number, { isUnicode }: ProgressStyle): string {
  const full = Math.floor(share * cells);
  const [done, tip, left] = isUnicode ? ['━', '╸', '─'] : ['=', '>', '.'];
  const hasTip = full < cells;
  return `${done?.repeat(full)}${hasTip ? tip : ''}${left?.repeat(cells - full - (hasTip ? 1 : 0))}`;
}
