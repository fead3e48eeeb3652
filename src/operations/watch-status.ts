import { type Condition, parseCondition } from './condition.js';
import { type NameFilter, nameFilter } from './name-filter.js';
import { queryStatus } from './query-status.js';
import { rounds } from './rounds.js';
import { requireAnAnswer, type ServerPool } from './server-pool.js';
import { measurementsOf, type StatusReport, selectFunctions } from './status-report.js';

/** What to look at, how often, and what to look for. */
export interface StatusWish {
  /** Names, globs and regular expressions; none is all functions. */
  readonly patterns: readonly string[];
  readonly exclude: readonly string[];
  /** Leaves functions without jobs out. */
  readonly busyOnly: boolean;
  readonly intervalMs: number;
  /** Goes on for ever, also while no server answers. */
  readonly watch: boolean;
  /** Goes on until this holds. */
  readonly until?: string | undefined;
  /** Ends as soon as this holds. */
  readonly failIf?: string | undefined;
}

/** What was found out: all is well, or what is not. */
export type StatusVerdict =
  | { readonly kind: 'fine' }
  /** `failIf` holds. */
  | { readonly kind: 'unmet' }
  /** Not enough is known to decide `failIf`, although all servers answered. */
  | { readonly kind: 'undecided' }
  /** Nobody knows these functions, which were asked for by name. */
  | { readonly kind: 'unknown'; readonly names: readonly string[] }
  /** Some servers did not answer. */
  | { readonly kind: 'partial' };

/** One look at the servers. */
export interface StatusRound {
  readonly report: StatusReport;
  readonly verdict: StatusVerdict;
  /** True for the last one. */
  readonly last: boolean;
}

/**
 * Looks at the servers once, or again and again as the wish says. Throws UsageError for patterns and conditions that do
 * not parse, AbortedError when `signal` fires, and at the only look NoServerError when no server answers.
 */
export async function* watchStatus(
  pool: ServerPool,
  wish: StatusWish,
  signal: AbortSignal,
): AsyncGenerator<StatusRound, void> {
  const filter = nameFilter(wish.patterns, wish.exclude);
  const until = wish.until === undefined ? undefined : parseCondition(wish.until);
  const failIf = wish.failIf === undefined ? undefined : parseCondition(wish.failIf);
  for await (const all of rounds(() => queryStatus(pool), wish.intervalMs, signal)) {
    if (!wish.watch && until === undefined) requireAnAnswer(all.servers);
    const report = selectFunctions(all, filter, wish.busyOnly);
    const measurements = measurementsOf(report, all);
    const verdict = verdictOn(all, filter, failIf?.decide(measurements), failIf);
    const done = until === undefined ? !wish.watch : until.decide(measurements) === true;
    const last = done || verdict.kind === 'unmet';
    yield { report, verdict, last };
    if (last) return;
  }
}

function verdictOn(
  all: StatusReport,
  filter: NameFilter,
  failed: boolean | undefined,
  failIf: Condition | undefined,
): StatusVerdict {
  if (failed === true) return { kind: 'unmet' };
  if (!all.servers.every(({ ok }) => ok)) return { kind: 'partial' };
  const names = filter.literals.filter((name) => !all.functions.some((each) => each.name === name));
  if (names.length > 0) return { kind: 'unknown', names };
  return failIf !== undefined && failed === undefined ? { kind: 'undecided' } : { kind: 'fine' };
}
