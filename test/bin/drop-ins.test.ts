import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { evaluatedModules, loadedNodeModules } from './loaded-modules.js';

/** What takes milliseconds to load. */
const HEAVY = /^(_?tls|child_process|worker_threads|_?http|fs\/promises|internal\/(child_process|tls))/;

describe('what a drop-in loads', () => {
  let gearmand: Gearmand;
  beforeAll(async () => {
    gearmand = await startGearmand();
  });
  afterAll(() => gearmand.stop());

  const at = (...argv: string[]) => ['-h', '127.0.0.1', '-p', `${gearmand.port}`, ...argv];

  it('is for gearadmin what one connection needs', () => {
    const argv = at('--status');
    expect(
      loadedNodeModules('gearadmin', argv).filter((name) => HEAVY.test(name) || /^(crypto|dns)$/.test(name)),
    ).toEqual([]);
    const modules = evaluatedModules('gearadmin', argv);
    expect(modules).toContain('admin/text-connection.js');
    expect(modules.filter((name) => /^(client|worker|exec|operations|server|cli)\//.test(name))).toEqual([]);
    expect(modules.length).toBeLessThan(20);
  });

  it('is for gearman -b neither a worker nor TLS nor processes', () => {
    const argv = at('-b', '-f', 'f', 'data');
    expect(loadedNodeModules('gearman', argv).filter((name) => HEAVY.test(name))).toEqual([]);
    const modules = evaluatedModules('gearman', argv);
    expect(modules.some((name) => name.startsWith('client/'))).toBe(true);
    expect(modules.filter((name) => /^(worker|exec|admin|server|cli)\//.test(name))).toEqual([]);
  });
});
