import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AccessError, SystemError, UsageError } from '../../../src/errors.js';
import type { ProcessSettings } from '../../../src/operations/run-worker/function-settings.js';
import { checkPlace, type MachineFiles } from '../../../src/operations/run-worker/process-place.js';

const folder = mkdtempSync(join(tmpdir(), 'gearctl-place-'));
afterAll(() => rmSync(folder, { recursive: true }));

const place = (settings: Partial<ProcessSettings>): ProcessSettings => ({ env: {}, resourceLimits: [], ...settings });

/** A machine where systemd runs, or not, and our process has these capabilities. */
function machine({ systemd = '/', capabilities = '000001ffffffffff' } = {}): MachineFiles {
  const ownStatus = join(folder, 'status');
  writeFileSync(ownStatus, `Name:\tnode\nCapPrm:\t0000000000000000\nCapEff:\t${capabilities}\n`);
  return { systemd, ownStatus };
}

describe('where processes are to run', () => {
  it('has to be a directory that is there, or one below another root', () => {
    const noDirectory = new UsageError('there is no directory /no/where');
    expect(() => checkPlace(place({ cwd: '/no/where' }))).toThrow(noDirectory);
    expect(() => checkPlace(place({ chroot: '/no/where' }))).toThrow(noDirectory);
    expect(() => checkPlace(place({ cwd: '/no/where', chroot: '/' }), machine())).not.toThrow();
    expect(() => checkPlace(place({}))).not.toThrow();
  });

  it('can have another root only where we may change it, or nobody can tell', () => {
    const chroot = place({ chroot: '/' });
    expect(() => checkPlace(chroot, machine({ capabilities: '0000000000040000' }))).not.toThrow();
    expect(() => checkPlace(chroot, machine({ capabilities: '000001fffffbffff' }))).toThrow(AccessError);
    expect(() => checkPlace(place({}), machine({ capabilities: '0000000000000000' }))).not.toThrow();
    expect(() => checkPlace(chroot, { systemd: '/', ownStatus: '/no/proc' })).not.toThrow();
  });

  it('can be a cgroup only where systemd runs', () => {
    expect(() => checkPlace(place({ cgroup: [] }), machine({ systemd: '/no/where' }))).toThrow(SystemError);
    expect(() => checkPlace(place({ cgroup: [] }), machine())).not.toThrow();
  });
});
