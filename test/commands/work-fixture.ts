import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { stopProcess } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { gearctl, startGearctl } from '../support/run-gearctl.js';
import { until } from '../support/until.js';

/** A worker that runs, and its log so far. */
export interface RunningWorker {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when the log has this. */
  logged(text: string): Promise<void>;
  log(): string;
  /** Lets it end, and gives its exit code. */
  end(): Promise<number | null>;
}

/** A gearmand and a folder for the tests of a file, and workers that are stopped with each test. */
export function workFixture() {
  const started: ChildProcessWithoutNullStreams[] = [];
  let gearmand: Gearmand | undefined;
  let folder = '';

  beforeAll(async () => {
    gearmand = await startGearmand();
    folder = mkdtempSync(join(tmpdir(), 'gearctl-work-'));
  });
  afterEach(async () => {
    for (const child of started.splice(0)) await stopProcess(child);
  });
  afterAll(async () => {
    await gearmand?.stop();
    rmSync(folder, { recursive: true });
  });

  const env = () => ({ GEARMAN_SERVERS: gearmand?.address, GEARCTL_JOURNAL: join(folder, 'journal') });
  return {
    path: (name: string) => join(folder, name),
    /** Writes a file, and gives its path. */
    file(name: string, text: string): string {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    /** Runs gearctl to its end. */
    run: (...args: string[]) => gearctl(args, { env: env() }),
    /** Starts a worker, and waits until it takes jobs. */
    async start(args: readonly string[], more: NodeJS.ProcessEnv = {}, isReady = ' ready '): Promise<RunningWorker> {
      const child = startGearctl(['work', ...args], { ...env(), ...more });
      started.push(child);
      let log = '';
      child.stderr.on('data', (chunk) => {
        log += chunk;
      });
      const logged = (text: string) => until(() => log.includes(text));
      await logged(isReady);
      const end = async () => {
        const closed = once(child, 'close');
        child.kill('SIGTERM');
        return (await closed)[0] as number | null;
      };
      return { child, logged, log: () => log, end };
    },
  };
}
