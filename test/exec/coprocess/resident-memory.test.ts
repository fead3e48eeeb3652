import { describe, expect, it } from 'vitest';
import { residentBytes } from '../../../src/exec/coprocess/resident-memory.js';

describe('residentBytes', () => {
  it('gives the memory of a process as the system counts it', async () => {
    const before = process.memoryUsage.rss();
    const bytes = (await residentBytes(process.pid)) ?? 0;
    expect(bytes).toBeGreaterThan(before / 2);
    expect(bytes).toBeLessThan(2 * process.memoryUsage.rss());
  });

  it('knows nothing of a process that is not there', async () => {
    expect(await residentBytes(2 ** 30)).toBeUndefined();
  });
});
