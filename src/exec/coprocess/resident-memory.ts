import { readFile } from 'node:fs/promises';

/** Gives how much memory a process has, in bytes; undefined where the system does not tell: only Linux does. */
export async function residentBytes(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => ''); // It may have gone just now.
  const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
