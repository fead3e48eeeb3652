import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** What is tested on every Node that brings an engine of its own: all that runs on one. */
const TESTS = ['test/sqlite/database.test.ts', 'test/sqlite/owned-database.test.ts', 'test/server/job-store/'];

const DEADLINE_MS = 90_000;

describe.each(['node22', 'node24'])('On %s', (name) => {
  const node = `test/peers/node_modules/${name}/bin/node`;

  it('the engine is Node’s own, and nobody is warned of it', async () => {
    const script = `
      import { loadEngine } from './dist/sqlite/engine.js';
      const engine = await loadEngine();
      engine.open(':memory:').close();
      process.emitWarning('a warning of somebody else');
      console.log(engine.name);
    `;
    const { stdout, stderr } = await run(node, ['--input-type=module', '-e', script]);
    expect(stdout).toBe('node\n');
    expect(stderr).toContain('a warning of somebody else');
    expect(stderr).not.toContain('experimental');
  });

  it(
    'that engine does all that the other one does',
    async () => {
      const script = `
        import { startVitest } from 'vitest/node';
        // Without the project's configuration, which would build again what was built a moment ago.
        const vitest = await startVitest('test', ${JSON.stringify(TESTS)}, {
          config: false, run: true, watch: false, pool: 'forks', maxWorkers: 2, testTimeout: 30_000, hookTimeout: 30_000,
          env: { PATH: process.env.PATH }, testNamePattern: "'node' engine", reporters: ['json'],
        });
        await vitest.close();
      `;
      const { stdout } = await run(node, ['--input-type=module', '-e', script], { maxBuffer: 16 * 1024 * 1024 }).catch(
        (error) => {
          throw new Error(`${error.message}\n${error.stdout}`);
        },
      );
      const results = JSON.parse(stdout);
      expect(results).toMatchObject({ success: true, numFailedTests: 0 });
      expect(results.numPassedTests).toBeGreaterThan(25);
    },
    DEADLINE_MS,
  );
});
