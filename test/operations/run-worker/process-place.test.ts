import { describe, expect, it } from 'vitest';
import { SystemError, UsageError } from '../../../src/errors.js';
import type { ProcessSettings } from '../../../src/operations/run-worker/function-settings.js';
import { checkPlace } from '../../../src/operations/run-worker/process-place.js';

const place = (settings: Partial<ProcessSettings>): ProcessSettings => ({ env: {}, resourceLimits: [], ...settings });

describe('where processes are to run', () => {
  it('has to be a directory that is there, or one below another root', () => {
    expect(() => checkPlace(place({ cwd: '/no/where' }))).toThrow(new UsageError('there is no directory /no/where'));
    expect(() => checkPlace(place({ chroot: '/no/where' }))).toThrow(new UsageError('there is no directory /no/where'));
    expect(() => checkPlace(place({ cwd: '/no/where', chroot: '/' }))).not.toThrow();
    expect(() => checkPlace(place({}))).not.toThrow();
  });

  it('can be a cgroup only where systemd runs', () => {
    expect(() => checkPlace(place({ cgroup: [] }), '/no/where')).toThrow(SystemError);
    expect(() => checkPlace(place({ cgroup: [] }), '/')).not.toThrow();
  });
});
