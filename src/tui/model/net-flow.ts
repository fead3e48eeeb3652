/** How fast a number of jobs rises, smoothed: what came in less what went out, in jobs a second. */
export interface NetFlow {
  /** How many samples it rests on. */
  readonly samples: number;
  readonly perSecond: number;
  /** The variance of single windows around it. */
  readonly variance: number;
  /** The weight that the newest window had. */
  readonly weight: number;
  /** The last four windows, the newest last. */
  readonly windows: readonly number[];
}

/** After this time a window has lost half of its weight. */
const HALF_LIFE_MS = 15_000;

const KEPT_WINDOWS = 4;

/** Fewer samples tell nothing, and fewer than these little. */
const FEWEST_SAMPLES = 3;
const ROUGH_SAMPLES = 10;

export const UNKNOWN_FLOW: NetFlow = { samples: 0, perSecond: 0, variance: 0, weight: 1, windows: [] };

/** Takes another sample in: `rise` jobs more than `elapsedMs` before. The first of all has no window before it. */
export function withWindow(flow: NetFlow, rise: number, elapsedMs: number): NetFlow {
  const samples = flow.samples + 1;
  if (flow.samples === 0 || elapsedMs <= 0) return { ...flow, samples };
  const window = rise / (elapsedMs / 1000);
  const isFirst = flow.windows.length === 0;
  const weight = isFirst ? 1 : 1 - 2 ** (-elapsedMs / HALF_LIFE_MS);
  const distance = window - flow.perSecond;
  return {
    samples,
    perSecond: flow.perSecond + weight * distance,
    variance: isFirst ? 0 : (1 - weight) * (flow.variance + weight * distance ** 2),
    weight,
    windows: [...flow.windows, window].slice(-KEPT_WINDOWS),
  };
}

/** The flow of several queues together. */
export interface SummedFlow {
  /** Undefined until there are samples enough. */
  readonly perSecond: number | undefined;
  readonly isRough: boolean;
  /** Whether it is a fall that goes on and is more than chance. */
  readonly isFalling: boolean;
}

/** Sums flows up: their rates and, as they do not depend on each other, the variances of these. */
export function summedFlow(flows: readonly NetFlow[]): SummedFlow {
  let [samples, perSecond, variance] = [Number.POSITIVE_INFINITY, 0, 0];
  const windows: number[] = [];
  for (const flow of flows) {
    samples = Math.min(samples, flow.samples);
    perSecond += flow.perSecond;
    variance += (flow.variance * flow.weight) / (2 - flow.weight);
    for (let age = 0; age < flow.windows.length; age++)
      windows[age] = (windows[age] ?? 0) + (flow.windows.at(-1 - age) ?? 0);
  }
  const known = flows.length > 0 && samples >= FEWEST_SAMPLES;
  const falls = windows.filter((window) => window < 0).length;
  return {
    perSecond: known ? perSecond : undefined,
    isRough: samples < ROUGH_SAMPLES,
    isFalling: known && perSecond < -2 * Math.sqrt(variance) && perSecond < 0 && falls >= KEPT_WINDOWS - 1,
  };
}
