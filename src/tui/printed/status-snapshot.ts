import { ConnectError, type GearctlError } from '../../errors.js';
import type { Counts, FunctionModel, Model, ServerFunction, ServerModel } from '../model/types.js';
import { countedParts } from '../selectors/counted-parts.js';
import { functionRows } from '../selectors/function-rows.js';
import { type MeasuredRates, measuredRates } from './measured-rates.js';

/** What a server said of itself, or why it did not. */
type ServerSnapshot =
  | {
      readonly server: string;
      readonly ok: true;
      readonly value: { readonly version: string; readonly roundTripMs: number };
    }
  | { readonly server: string; readonly ok: false; readonly error: GearctlError };

/** A function with its jobs, on all servers that count and on each of them. */
type FunctionSnapshot = Counts &
  Pick<FunctionModel, 'name' | 'waitingByPriority'> & { readonly byServer: Readonly<Record<string, ServerFunction>> };

/** How it stands at one moment, in the form in which status reports are told. */
export interface StatusSnapshot {
  readonly time: Date;
  readonly servers: readonly ServerSnapshot[];
  readonly functions: readonly FunctionSnapshot[];
  readonly totals: Counts;
}

/** Gives how it stands by a poll that was over at `epochMs`: the functions that are listed, in their order. */
export function statusSnapshot(model: Model, epochMs: number): StatusSnapshot {
  const { rows } = functionRows(model);
  const { servers } = model.data;
  return {
    time: new Date(epochMs),
    servers: servers.map(serverSnapshot),
    functions: rows.map((each) => {
      const counted = countedParts(each, servers);
      return { ...each, byServer: Object.fromEntries(counted) };
    }),
    totals: summed(rows),
  };
}

/** Writes how fast functions went between the last two polls; null if there was one poll only. */
export function ratesJson(model: Model): object | null {
  const { rows } = functionRows(model);
  const parts = rows.map((each) => countedParts(each, model.data.servers).map(([, part]) => part));
  const totals = measuredRates(parts.flat());
  if (totals.net === null) return null;
  return {
    functions: rows.map(({ name }, at) => ({ name, ...rateFields(measuredRates(parts[at] ?? [])) })),
    totals: rateFields(totals),
  };
}

function serverSnapshot({ label, version, roundTripMs, failure, answered }: ServerModel): ServerSnapshot {
  if (failure === undefined && answered !== undefined) {
    return { server: label, ok: true, value: { version: version ?? '', roundTripMs: roundTripMs ?? 0 } };
  }
  const { errno = 'UNASKED', message = 'not asked yet', error } = failure ?? {};
  return { server: label, ok: false, error: error ?? new ConnectError(label, errno, message) };
}

function summed(rows: readonly Counts[]): Counts {
  const sum = (of: (row: Counts) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    total: sum(({ total }) => total),
    running: sum(({ running }) => running),
    waiting: sum(({ waiting }) => waiting),
    workers: sum(({ workers }) => workers),
  };
}

function rateFields({ net, submitted, completed, failed }: MeasuredRates): object {
  return {
    net_per_second: rounded(net),
    submitted_per_second: rounded(submitted),
    completed_per_second: rounded(completed),
    failed_per_second: rounded(failed),
  };
}

/** Keeps thousandths of a job. */
function rounded(number: number | null): number | null {
  return number === null ? null : Math.round(number * 1000) / 1000;
}
