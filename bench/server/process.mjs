// @ts-check
import { readFileSync } from 'node:fs';

/** Linux counts CPU time for /proc in hundredths of a second, whatever its own clock does. */
const MS_PER_TICK = 10;

/** Reads how much memory a process holds now, in MiB. @param {number} pid */
export function residentMiB(pid) {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kibibytes === undefined) throw new Error(`process ${pid} has no memory`);
  return Number(kibibytes) / 1024;
}

/** Reads how long a process has run on all its threads, in ms of user and system time. @param {number} pid */
function cpuMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field is the name in parentheses, and may hold anything; the times are the 14th and 15th.
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * MS_PER_TICK;
}

/**
 * Runs a load and adds to its figures what it cost the server.
 * @template {{ count: number }} Figures
 * @param {number} pid
 * @param {() => Promise<Figures>} load
 * @returns {Promise<Figures & { cpuMicrosPerJob: number }>}
 */
export async function withCpu(pid, load) {
  const before = cpuMs(pid);
  const figures = await load();
  return { ...figures, cpuMicrosPerJob: ((cpuMs(pid) - before) / figures.count) * 1000 };
}
