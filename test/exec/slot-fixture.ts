import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect } from 'vitest';
import type { CommandOutcome } from '../../src/exec/command-outcome.js';
import type { CommandRequest } from '../../src/exec/command-request.js';
import { CommandSlot } from '../../src/exec/command-slot.js';
import type { CommandStarter } from '../../src/exec/command-starter.js';
import { openStarter, type StarterSettings } from '../../src/exec/open-starter.js';

/** What a command came to, with all that it wrote. */
export interface Result {
  readonly outcome: CommandOutcome;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** Graces that a test can wait for. */
export const SHORT: Partial<CommandRequest> = { lingerMs: 100, ...grace(150) };

/** What starts commands. All of it has to be the same with both. */
export const STARTERS = ['launcher', 'spawn'] as const;

/** TERM first, and so much time until KILL. */
export function grace(waitMs: number): Pick<CommandRequest, 'endSequence'> {
  return { endSequence: [{ signal: 'SIGTERM', waitMs }] };
}

/** Opens slots that are closed after the test; it fails when a process of one of their commands is left. */
export function slotFixture(by: StarterSettings['by']): (parent?: string) => Promise<CommandSlot> {
  const opened: CommandSlot[] = [];
  const starters: CommandStarter[] = [];
  afterEach(async () => {
    for (const slot of opened) slot.kill();
    await Promise.all(opened.splice(0).map((slot) => slot.close()));
    await Promise.all(starters.splice(0).map((starter) => starter.close()));
    for (const pid of startedPids.splice(0)) expect(livingIn(pid)).toEqual([]);
  });
  return async (parent) => {
    const starter = await openStarter({ by, ...(parent !== undefined && { parent }) });
    starters.push(starter);
    const slot = await CommandSlot.open(starter);
    opened.push(slot);
    return slot;
  };
}

const startedPids: number[] = [];

/** A request for a shell script, with nothing on stdin and nobody who looks at the output. */
export function script(text: string, details: Partial<CommandRequest> = {}): CommandRequest {
  return {
    command: ['sh', '-c', text],
    stdin: new Uint8Array(0),
    env: { PATH: process.env.PATH },
    onStdout: () => undefined,
    onStderr: () => undefined,
    ...details,
  };
}

/** Runs a request and keeps its output, besides handing it to the request's own takers. */
export async function run(slot: CommandSlot, request: CommandRequest): Promise<Result> {
  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  const outcome = await slot.run({
    ...request,
    onStdout: (chunk) => {
      stdout.push(chunk);
      return request.onStdout(chunk);
    },
    onStderr: (chunk) => {
      stderr.push(chunk);
      return request.onStderr(chunk);
    },
  });
  if ('pid' in outcome) startedPids.push(outcome.pid);
  return { outcome, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
}

/** The members of a process group that are not dead; a zombie is. */
export function livingIn(group: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const stat = processStat(pid);
      return stat !== undefined && stat.group === group && stat.state !== 'Z' && stat.state !== 'X';
    });
}

/** State and process group of a process, or undefined when there is none. */
export function processStat(
  pid: number,
): { state: string; parent: number; group: number; session: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state = '', parent, group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent), group: Number(group), session: Number(session) };
  } catch {
    return undefined;
  }
}

/** How many descriptors this process has open. */
export function descriptorCount(): number {
  return readdirSync('/proc/self/fd').length;
}

/** Our descendants whose command line is like that. */
export function cmdlinesOf(pattern: RegExp): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), processStat(Number(name))?.parent]),
  );
  const isOurs = (pid: number | undefined): boolean =>
    pid === process.pid || (pid !== undefined && isOurs(parents.get(pid)));
  return [...parents.keys()].filter((pid) => isOurs(pid) && pattern.test(cmdlineOf(pid)));
}

function cmdlineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replace(/[\0 ]+$/, '');
  } catch {
    return ''; // It has gone just now.
  }
}
