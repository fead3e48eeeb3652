import type { Data, FunctionModel, QueueState, ServerModel } from '../model/types.js';
import { isIdle } from './function-rows.js';

/** Gives the functions for which jobs wait and nobody comes, those with the most first. */
export function stalledFunctions({ functions }: Data): FunctionModel[] {
  return inState(functions, 'stalled');
}

/** Gives the functions that have grown for a minute, those with the most first. */
export function growingFunctions({ functions }: Data): FunctionModel[] {
  return inState(functions, 'growing');
}

/** Counts functions by how it stands with them; idle are those without any job. */
export function stateCounts({ functions }: Data): Readonly<Record<QueueState, number>> {
  const counts = { stalled: 0, growing: 0, draining: 0, steady: 0, idle: 0 };
  for (const each of functions.values()) counts[isIdle(each) ? 'idle' : each.state] += 1;
  return counts;
}

/** Tells whether no server answers; then their names and why they do not are worth more than half of the screen. */
export function isNobodyThere({ servers }: Data): boolean {
  return servers.length > 0 && servers.every(({ state }: ServerModel) => state === 'down');
}

function inState(functions: Data['functions'], state: QueueState): FunctionModel[] {
  return [...functions.values()].filter((each) => each.state === state).sort((a, b) => b.waiting - a.waiting);
}
