import { describe, expect, it } from 'vitest';
import { readCases } from './clidiff-case.js';
import { differences } from './findings.js';
import { Stage } from './stage.js';
import { OURS } from './tool-run.js';

const DEADLINE_MS = 60_000;

describe.each([...readCases()])(
  'gearman and gearadmin do what was recorded of the tools that they replace: %s',
  (_, cases) => {
    it.each(cases)('$id: $title', { timeout: DEADLINE_MS }, async (played) => {
      const stage = new Stage(OURS, { GEARMAN_LEGACY_EXIT: '1' });
      try {
        await stage.play(played);
      } finally {
        await stage.clear();
      }
      expect(differences(played, stage.findings)).toEqual([]);
    });
  },
);
