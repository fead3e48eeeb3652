import { durationText } from '../durations.js';
import type { Role, Span } from '../lines.js';
import type { ServerModel, ServerState } from '../model/types.js';
import { cutMiddle, span } from './spans.js';

/** The sign of each state of a server, and its role. */
export const SERVER_STATES: Readonly<Record<ServerState, { readonly sign: string; readonly role: Role }>> = {
  up: { sign: '●', role: 'up' },
  slow: { sign: '◐', role: 'slow' },
  down: { sign: '○', role: 'down' },
  unasked: { sign: '·', role: 'dim' },
};

/** With more servers than this a row of signs says less than their number. */
const MOST_SIGNS = 9;

/** Says how many servers there are and how many answer: `●●○ 2/3 servers`. */
export function serversWords(servers: readonly ServerModel[]): Span[] {
  const signs = servers.length > MOST_SIGNS ? [] : servers.map(({ state }) => span(...signOf(state)));
  const up = servers.filter(({ state }) => state === 'up' || state === 'slow').length;
  const noun = servers.length === 1 ? 'server' : 'servers';
  return [...signs, span(`${signs.length > 0 ? ' ' : ''}${up}/${servers.length} ${noun}`)];
}

/** Says when a server is tried again: `retry 4s`. */
export function retryWords({ failure }: ServerModel, atMs: number): string {
  return failure === undefined ? '' : `retry ${durationText(Math.max(0, failure.retryAtMs - atMs))}`;
}

/** Gives the names of servers without their ports, where they are still different. */
export function shortNames(servers: readonly ServerModel[]): ReadonlyMap<string, string> {
  const names = new Map(servers.map(({ label }) => [label, label.replace(/:\d+$/, '')]));
  const isDistinct = new Set(names.values()).size === servers.length;
  return isDistinct ? names : new Map(servers.map(({ label }) => [label, label]));
}

/** Says what a server is: `gearctl 1.0.0`, and `gearmand 1.1.21` for one that gives a number only. */
export function versionWords({ version }: ServerModel): string {
  return version === undefined ? '' : /^\d/.test(version) ? `gearmand ${version}` : version.replace('-', ' ');
}

/** Says the same in `width` cells: without what a distribution adds to the number, then without its last part, then cut. */
export function shortVersionWords(server: ServerModel, width: number): string {
  const words = versionWords(server).replace(/\+.*$/, '');
  const shorter = words.replace(/(\.\d+)\.\d+$/, '$1');
  return words.length > width && shorter.length <= width ? shorter : cutMiddle(words, width, 2);
}

function signOf(state: ServerState): [string, Role] {
  const { sign, role } = SERVER_STATES[state];
  return [sign, role];
}
