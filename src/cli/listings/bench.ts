import type { Paint } from '../color.js';
import { msText, roundedMs } from '../output/milliseconds.js';
import { printable } from '../output/printable.js';

const BAR_CELLS = 40;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const MIB = 1024 * 1024;

/** From this share of a CPU on, whoever measures may be what limits. */
const BUSY_SHARE = 0.85;

/** Latencies; null where nothing was measured. */
export interface LatencyView {
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
}

/** What a part of a benchmark found. */
export interface BenchSampleView {
  readonly atMs: number;
  readonly elapsedMs: number;
  readonly operations: number;
  readonly failed: number;
  readonly latency: LatencyView;
}

/** What a benchmark found. */
export interface BenchView {
  readonly load: 'submit' | 'work' | 'echo' | 'roundtrip';
  readonly server: string;
  readonly serverVersion: string;
  readonly atOnce: number;
  readonly sizeBytes: number;
  readonly operations: number;
  readonly failed: number;
  readonly elapsedMs: number;
  readonly latency: LatencyView;
  /** So many operations took at most `upToMs`, and longer than the bar before says. */
  readonly bars: readonly { readonly upToMs: number; readonly operations: number }[];
  /** The share of one CPU that measuring took. */
  readonly cpuShare: number;
}

/** What an operation of each load is. */
const OPERATIONS = {
  submit: 'background jobs accepted',
  work: 'jobs grabbed and completed',
  echo: 'echoes',
  roundtrip: 'foreground jobs there and back',
} as const;

/** Gives the document `gearctl/bench/1`. */
export function benchDocument(bench: BenchView) {
  return { schema: 'gearctl/bench/1', ...benchJson(bench) };
}

/** Gives the result as JSON has it. */
export function benchJson(bench: BenchView): object {
  const { load, server, serverVersion, atOnce, sizeBytes, operations, failed, elapsedMs, cpuShare } = bench;
  return {
    ...{ load, server, server_version: serverVersion, at_once: atOnce, size_bytes: sizeBytes, operations, failed },
    ...{ seconds: roundedMs(elapsedMs / 1000), per_second: rounded(perSecond(bench)) },
    bytes_per_second: Math.round(perSecond(bench) * sizeBytes),
    ...{ latency: latencyJson(bench.latency), histogram: bench.bars.map(barJson) },
    cpu_share: Math.round(cpuShare * 100) / 100,
  };
}

/** Gives a sample as a line of JSON. */
export function benchSampleJson(sample: BenchSampleView): object {
  const { atMs, operations, failed, latency } = sample;
  return {
    ...{ type: 'sample', second: roundedMs(atMs / 1000), operations, failed, per_second: rounded(perSecond(sample)) },
    latency: latencyJson(latency),
  };
}

/** Writes the result for people: how fast, how long each took, and how that is spread. */
export function benchText(bench: BenchView, paint: Paint, isUnicode: boolean): string {
  const { load, server, serverVersion, atOnce, sizeBytes, operations, failed, elapsedMs, latency, bars } = bench;
  const rate = perSecond(bench);
  const facts = `${grouped(operations)} in ${(elapsedMs / 1000).toFixed(2)} s, ${grouped(atOnce)} at once, ${grouped(sizeBytes)} bytes each`;
  const failures = failed === 0 ? '' : `, ${paint.red(`${grouped(failed)} failed`)}`;
  const latencies = Object.entries({ p50: latency.p50Ms, p90: latency.p90Ms, p99: latency.p99Ms, max: latency.maxMs });
  const lines = [
    `${paint.bold(load)}: ${OPERATIONS[load]}, by ${printable(server)} (${printable(serverVersion)})`,
    `  ${facts}${failures}`,
    '',
    `  rate     ${paint.bold(`${grouped(Math.round(rate))}/s`)}   ${((rate * sizeBytes) / MIB).toFixed(1)} MiB/s`,
    `  latency  ${latencies.map(([name, ms]) => `${name} ${paint.bold(msText(ms))}`).join('   ')}`,
    '',
    ...histogram(bars, paint, isUnicode),
  ];
  return `${lines.join('\n')}\n`;
}

/** Says that the server may be faster than was found, if whoever measured had no time left. */
export function benchWarning({ cpuShare }: Pick<BenchView, 'cpuShare'>): string | undefined {
  if (cpuShare < BUSY_SHARE) return undefined;
  return `measuring took ${Math.round(cpuShare * 100)}% of a CPU: the server may be faster than this`;
}

function histogram(bars: BenchView['bars'], paint: Paint, isUnicode: boolean): string[] {
  const most = Math.max(...bars.map(({ operations }) => operations));
  const total = bars.reduce((sum, { operations }) => sum + operations, 0);
  const label = ({ upToMs }: { upToMs: number }) => `${upToMs} ms`;
  const width = Math.max(...bars.map((bar) => label(bar).length));
  const digits = grouped(most).length;
  return bars.map((bar) => {
    const { operations } = bar;
    const share = `${((operations / total) * 100).toFixed(1)}%`.padStart(6);
    const counted = `${grouped(operations).padStart(digits)} ${share}`;
    const line = barOf((operations / most) * BAR_CELLS, isUnicode);
    const sign = isUnicode ? '≤' : '<=';
    return `  ${sign} ${label(bar).padStart(width)}  ${counted}  ${paint.cyan(line)}`.trimEnd();
  });
}

function barOf(cells: number, isUnicode: boolean): string {
  if (!isUnicode) return '#'.repeat(Math.ceil(cells));
  const eighths = Math.ceil(cells * 8);
  return `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8]}`;
}

function latencyJson({ p50Ms, p90Ms, p99Ms, maxMs }: LatencyView): object {
  const [p50_ms, p90_ms, p99_ms, max_ms] = [p50Ms, p90Ms, p99Ms, maxMs].map((ms) => ms && roundedMs(ms));
  return { p50_ms, p90_ms, p99_ms, max_ms };
}

function barJson({ upToMs, operations }: BenchView['bars'][number]): object {
  return { up_to_ms: upToMs, operations };
}

function perSecond({ operations, elapsedMs }: Pick<BenchView, 'operations' | 'elapsedMs'>): number {
  return elapsedMs > 0 ? (operations * 1000) / elapsedMs : 0;
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}

/** Sets the digits of a whole number apart by threes. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ' ');
}
