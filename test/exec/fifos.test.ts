import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, mkdtempSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SystemError } from '../../src/errors.js';
import { areFree, closeOurEnds, closeTheirEnds, makeFifos, openFifos, removeFifos } from '../../src/exec/fifos.js';
import { descriptorCount } from './slot-fixture.js';

let room: string;

beforeAll(() => {
  room = mkdtempSync(join(tmpdir(), 'gearctl-fifos-'));
});

afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(room, { recursive: true }));

describe('the FIFOs of a slot', () => {
  it('are in a directory of their own, which only the owner may enter', async () => {
    const fifos = await makeFifos(room);
    expect(statSync(fifos.directory).mode & 0o777).toBe(0o700);
    for (const path of [fifos.stdin, fifos.stdout, fifos.stderr]) {
      expect(statSync(path).isFIFO()).toBe(true);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    await removeFifos(fifos);
    expect(existsSync(fifos.directory)).toBe(false);
  });

  it('cannot be made without mkfifo', async () => {
    vi.stubEnv('PATH', room);
    await expect(makeFifos(room)).rejects.toThrow(SystemError);
    await expect(makeFifos(room)).rejects.toMatchObject({ hint: expect.stringContaining('coreutils') });
    expect(readdirSync(room)).toEqual([]);
  });

  it('cannot be made in a directory that is not there', async () => {
    const nowhere = join(room, 'nowhere');
    await expect(makeFifos(nowhere)).rejects.toMatchObject({
      code: 'SYSTEM',
      message: expect.stringContaining(nowhere),
    });
  });

  it('are free until somebody opens one, for reading or for writing', async () => {
    const fifos = await makeFifos(room);
    for (const path of [fifos.stdin, fifos.stdout, fifos.stderr]) {
      for (const flags of [constants.O_RDONLY | constants.O_NONBLOCK, constants.O_RDWR]) {
        expect(areFree(fifos)).toBe(true);
        const fd = openSync(path, flags);
        expect(areFree(fifos)).toBe(false);
        closeSync(fd);
      }
    }
    expect(areFree(fifos)).toBe(true);
    await removeFifos(fifos);
  });

  it('are not free when they are gone', async () => {
    const fifos = await makeFifos(room);
    await removeFifos(fifos);
    expect(areFree(fifos)).toBe(false);
  });

  it('are opened without waiting: our ends do not block, those of the command do', async () => {
    const fifos = await makeFifos(room);
    const before = descriptorCount();
    const streams = openFifos(fifos);
    const doesBlock = (fd: number) => {
      const flags = /^flags:\s+0(\d+)$/m.exec(execFileSync('cat', [`/proc/${process.pid}/fdinfo/${fd}`]).toString());
      return (Number.parseInt(flags?.[1] ?? '', 8) & constants.O_NONBLOCK) === 0;
    };
    for (const { ours, theirs } of Object.values(streams))
      expect([doesBlock(ours), doesBlock(theirs)]).toEqual([false, true]);
    closeOurEnds(streams);
    closeTheirEnds(streams);
    expect(descriptorCount()).toBe(before);
    await removeFifos(fifos);
  });

  it('are left closed when one of them cannot be opened', async () => {
    const fifos = await makeFifos(room);
    rmSync(fifos.stderr);
    const before = descriptorCount();
    expect(() => openFifos(fifos)).toThrow(SystemError);
    expect(descriptorCount()).toBe(before);
    await removeFifos(fifos);
  });
});
