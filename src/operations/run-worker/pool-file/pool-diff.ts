import { isDeepStrictEqual } from 'node:util';
import type { FunctionSettings } from '../function-settings.js';
import { COMMAND_ONLY_KEYS } from './command-only-keys.js';
import type { PoolSettings } from './pool-settings.js';
import { SETTING_VALUES } from './setting-values.js';

/** What is different between two descriptions of a pool. Names of functions are byte strings. */
export interface PoolDiff {
  readonly added: readonly FunctionSettings[];
  readonly removed: readonly FunctionSettings[];
  readonly changed: readonly FunctionChange[];
  /** Whether there are other servers than before. */
  readonly servers: boolean;
}

/** A function that is in both, with other settings. */
export interface FunctionChange {
  readonly before: FunctionSettings;
  readonly after: FunctionSettings;
  /** The keys of the file whose settings differ. */
  readonly keys: readonly string[];
}

/** Compares what a file says now with what it said before. */
export function poolDiff(before: PoolSettings, after: PoolSettings): PoolDiff {
  const earlier = byName(before);
  const later = byName(after);
  return {
    added: after.functions.filter(({ functionName }) => !earlier.has(functionName)),
    removed: before.functions.filter(({ functionName }) => !later.has(functionName)),
    changed: after.functions.flatMap((settings) => changeOf(earlier.get(settings.functionName), settings)),
    servers: !isDeepStrictEqual(before.servers, after.servers),
  };
}

/** Writes a difference for the log: a line for each function, and one for the servers; none where nothing is different. */
export function poolDiffLines({ added, removed, changed, servers }: PoolDiff): string[] {
  return [
    ...added.map((settings) => `+ ${nameOf(settings)} ×${settings.slots}`),
    ...removed.map((settings) => `- ${nameOf(settings)}`),
    ...changed.map(changeLine),
    ...(servers ? ['~ servers'] : []),
  ];
}

function changeOf(before: FunctionSettings | undefined, after: FunctionSettings): FunctionChange[] {
  if (before === undefined) return [];
  const isSameKind = before.action.type === after.action.type;
  const keys = Object.entries(SETTING_VALUES)
    .filter(([key]) => isSameKind || !COMMAND_ONLY_KEYS.includes(key))
    .filter(([, setting]) => !isDeepStrictEqual(setting(before), setting(after)))
    .map(([key]) => key);
  return keys.length === 0 ? [] : [{ before, after, keys }];
}

function changeLine({ before, after, keys }: FunctionChange): string {
  const parts = keys.map((key) => (key === 'jobs' ? `×${before.slots} → ×${after.slots}` : key));
  return `~ ${nameOf(after)}: ${parts.join(', ')}`;
}

function byName({ functions }: PoolSettings): ReadonlyMap<string, FunctionSettings> {
  return new Map(functions.map((settings) => [settings.functionName, settings]));
}

function nameOf({ functionName }: FunctionSettings): string {
  return Buffer.from(functionName, 'latin1').toString();
}
