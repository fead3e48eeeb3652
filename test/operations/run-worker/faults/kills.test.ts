import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { gearmandStage, serveStage } from './fault-stage.js';
import { KillRounds } from './kill-rounds.js';

const ROUNDS = Number(process.env.GEARCTL_FAULT_ROUNDS ?? 10);
const DEADLINE_MS = 30_000 + ROUNDS * 10_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gearctl-kills-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each([
  ['gearmand', gearmandStage],
  ['gearctl serve', serveStage],
])(
  `loses no job of %s and leaves nothing behind when worker, command, grandchild or server is killed, ${ROUNDS} times`,
  async (_server, startStage) => {
    const stage = await startStage(folder);
    const rounds = new KillRounds(stage, folder);
    try {
      await rounds.run(ROUNDS);
    } finally {
      await stage.stop();
    }
    expect(rounds.violations).toEqual([]);
  },
  DEADLINE_MS,
);
