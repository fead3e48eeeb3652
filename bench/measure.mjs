// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** Node parses the certificates of this variable at every start, which would hide what is measured. */
export const { NODE_EXTRA_CA_CERTS: _unset, ...cleanEnv } = process.env;

/**
 * Runs a command to its end and gives its wall time and the most memory it held, in ms and MiB.
 * @param {string[]} command
 * @param {{ input?: string, env?: Record<string, string>, status?: number }} [options] `input` is a file for its stdin,
 *   `status` how it is to end
 * @returns {Promise<{ ms: number, peakMiB: number }>}
 */
export async function run(command, { input, env = {}, status = 0 } = {}) {
  const [program = '', ...args] = input === undefined ? command : ['sh', '-c', 'exec "$@" <"$0"', input, ...command];
  const before = process.hrtime.bigint();
  const child = spawn(program, args, {
    env: { ...cleanEnv, ...env },
    stdio: ['ignore', 'ignore', status === 0 ? 'inherit' : 'ignore'],
  });
  let peakMiB = 0;
  const watch = setInterval(() => {
    peakMiB = Math.max(peakMiB, peakOf(child.pid));
  }, 20);
  const [code, signal] = await once(child, 'exit');
  clearInterval(watch);
  const ms = Number(process.hrtime.bigint() - before) / 1e6;
  if (code !== status) throw new Error(`${command.join(' ')} ended with ${signal ?? code}`);
  return { ms, peakMiB };
}

/**
 * Runs two measurements in turn, the order reversed in every other round, and gives the medians and the median of the
 * ratios of each round (A to B).
 * @param {number} rounds
 * @param {() => Promise<number>} measureA
 * @param {() => Promise<number>} measureB
 */
export async function interleave(rounds, measureA, measureB) {
  /** @type {number[]} */ const a = [];
  /** @type {number[]} */ const b = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) a.push(await measureA());
    b.push(await measureB());
    if (round % 2 === 1) a.push(await measureA());
  }
  return { a: median(a), b: median(b), ratio: median(a.map((value, round) => value / (b[round] ?? Number.NaN))) };
}

/**
 * Measures several times, one after the other.
 * @param {number} times
 * @param {() => Promise<number>} measure
 */
export async function inTurn(times, measure) {
  /** @type {number[]} */ const values = [];
  while (values.length < times) values.push(await measure());
  return values;
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** @param {number | undefined} pid */
function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // It ended in between.
  }
}
