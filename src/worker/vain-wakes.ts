/** A NOOP so soon after PRE_SLEEP says that the server sees a job which it then does not give. */
const PROMPT_WAKE_MS = 20;

/** Workers that are woken together lose against each other a few times; that is no reason to doze. */
export const FREE_VAIN_WAKES = 5;

/** Tells whether a worker that slept so long was woken for nothing, if it was for nothing before. */
export function isVainWake(sleptMs: number): boolean {
  return sleptMs < PROMPT_WAKE_MS;
}

/** Tells how long a worker dozes that was woken in vain so often, in ms: twice as long each time. */
export function dozeMs(vainWakes: number, maxMs: number): number {
  return Math.min(maxMs, 2 ** Math.min(30, vainWakes - FREE_VAIN_WAKES));
}
