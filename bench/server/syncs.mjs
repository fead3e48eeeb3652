// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withDirectory } from './peers.mjs';

/**
 * Counts how often a process, on any of its threads, has the disk synced while a load runs.
 * @param {number} pid @param {() => Promise<unknown>} load
 */
export function countSyncs(pid, load) {
  return withDirectory(async (directory) => {
    const summary = join(directory, 'summary');
    const options = ['-f', '-c', '-e', 'trace=fsync,fdatasync', '-o', summary, '-p', `${pid}`];
    const strace = spawn('strace', options, { stdio: ['ignore', 'ignore', 'pipe'] });
    const exited = once(strace, 'exit');
    const said = await Promise.race([once(strace.stderr, 'data'), exited]);
    if (!`${said[0]}`.includes('attached')) throw new Error(`strace cannot attach: ${said[0]}`);
    strace.stderr.resume();
    try {
      await load();
    } finally {
      strace.kill('SIGINT');
      await exited;
    }
    // The columns: % time, seconds, µs per call, calls, errors if any, system call.
    const lines = readFileSync(summary, 'latin1').split('\n');
    const calls = lines.filter((line) => /\sf(data)?sync$/.test(line)).map((line) => line.trim().split(/\s+/)[3]);
    return calls.reduce((sum, count) => sum + Number(count), 0);
  });
}
