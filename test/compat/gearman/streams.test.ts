import { closeSync, openSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { ours } from '../gearadmin/programs.js';
import { startProgram } from '../program-run.js';

describe('gearman and the streams that it is given', () => {
  let gearmand: Gearmand;
  let descriptors: number[];
  beforeEach(async () => {
    gearmand = await startGearmand();
    descriptors = [];
  });
  afterEach(async () => {
    for (const descriptor of descriptors) closeSync(descriptor);
    await gearmand.stop();
  });

  function opened(path: string, flags: 'r' | 'w'): number {
    const descriptor = openSync(path, flags);
    descriptors.push(descriptor);
    return descriptor;
  }

  const at = (...args: string[]) => ['-h', '127.0.0.1', '-p', `${gearmand.port}`, ...args];

  const status = async () => (await ours(at('--status'))).stdout;

  it.each(['-bf', '-bnf'])('says of a folder that it cannot be read, and submits nothing: %s', async (options) => {
    const { ended } = startProgram('gearman', at(options, 'q'), [opened('/', 'r'), 'pipe', 'pipe']);
    expect(await ended).toEqual({
      status: 1,
      stdout: '',
      stderr: 'gearman: read : cannot read stdin: it is a folder\n',
    });
    expect(await status()).toBe('.\n');
  });

  it('as a worker gives a workload back that stdout does not take, and ends', async () => {
    await startProgram('gearman', at('-bf', 'q', 'data')).ended;
    const { ended } = startProgram('gearman', at('-wf', 'q'), ['ignore', opened('/dev/full', 'w'), 'pipe']);
    expect(await ended).toEqual({
      status: 1,
      stdout: '',
      stderr: 'gearman: gearman_worker_work : the output cannot be written\n',
    });
    expect(await status()).toBe('q\t1\t0\t0\n.\n');
  });
});
