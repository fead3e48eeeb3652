import { closeSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SystemError } from '../../src/errors.js';
import { areThere, isInputRead, makeFifos, openInput, openToRead, removeFifos } from '../../src/exec/fifos.js';
import { descriptorCount } from './slot-fixture.js';

let room: string;

beforeAll(() => {
  room = mkdtempSync(join(tmpdir(), 'gearctl-fifos-'));
});

afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(room, { recursive: true }));

describe('the FIFOs of a slot', () => {
  it('may be opened by others, but are in a directory which only the owner may enter', async () => {
    const directory = await makeFifos(room);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(directory)) {
      expect(statSync(join(directory, name)).isFIFO()).toBe(true);
      expect(statSync(join(directory, name)).mode & 0o777).toBe(0o666);
    }
    expect(readdirSync(directory).sort()).toEqual(['control', 'requests', 'stderr', 'stdin', 'stdout']);
    await removeFifos(directory);
    expect(existsSync(directory)).toBe(false);
  });

  it('cannot be made without mkfifo', async () => {
    vi.stubEnv('PATH', room);
    await expect(makeFifos(room)).rejects.toThrow(SystemError);
    await expect(makeFifos(room)).rejects.toMatchObject({ hint: expect.stringContaining('coreutils') });
    expect(readdirSync(room)).toEqual([]);
  });

  it('cannot be made below what is no directory', async () => {
    const parent = '/dev/null/nowhere';
    await expect(makeFifos(parent)).rejects.toMatchObject({ code: 'SYSTEM', message: expect.stringContaining(parent) });
  });

  it('are there until one is missing', async () => {
    const directory = await makeFifos(room);
    expect(areThere(directory)).toBe(true);
    rmSync(join(directory, 'stdin'));
    expect(areThere(directory)).toBe(false);
    await removeFifos(directory);
  });

  it('are opened without waiting, and what is written waits for its reader', async () => {
    const directory = await makeFifos(room);
    const before = descriptorCount();
    const { ours, both } = openInput(directory);
    const output = openToRead(directory, 'stdout');
    writeSync(ours, 'workload');
    for (const fd of [ours, both, output]) closeSync(fd);
    expect(descriptorCount()).toBe(before);
    await removeFifos(directory);
  });

  it('tell whether somebody has stdin open to read it', async () => {
    const directory = await makeFifos(room);
    expect(isInputRead(directory)).toBe(false);
    const { ours, both } = openInput(directory);
    expect(isInputRead(directory)).toBe(true);
    closeSync(both);
    closeSync(ours);
    expect(isInputRead(directory)).toBe(false);
    await removeFifos(directory);
  });

  it('that cannot be opened leave nothing open', async () => {
    const directory = await makeFifos(room);
    const before = descriptorCount();
    rmSync(join(directory, 'stdin'));
    rmSync(join(directory, 'stdout'));
    expect(() => openInput(directory)).toThrow(SystemError);
    expect(() => openToRead(directory, 'stdout')).toThrow(SystemError);
    expect(descriptorCount()).toBe(before);
    await removeFifos(directory);
  });
});
