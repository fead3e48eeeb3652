import { describe, expect, it, onTestFinished } from 'vitest';
import { CoprocessPool, type CoprocessSettings } from '../../../src/exec/coprocess/index.js';
import { coprocessFixture, coprocessJob, plain, puppet } from './coprocess-fixture.js';

const { settings } = coprocessFixture();

/** A pool that is closed after the test, and for which slots settings were made. */
async function openPool(slots: number, isShared: boolean, details: Partial<CoprocessSettings> = {}) {
  const asked: number[] = [];
  const pool = new CoprocessPool({
    isShared,
    settingsOf: (slot) => {
      asked.push(slot);
      return settings(details);
    },
  });
  onTestFinished(() => pool.close());
  await pool.setSlots(slots);
  const pidOf = async (slot: number) => plain(await pool.run(slot, coprocessJob('pid'))).data;
  return { pool, asked, pidOf };
}

describe('CoprocessPool', () => {
  it('has a process for each slot', async () => {
    const { asked, pidOf } = await openPool(2, false);
    expect(asked).toEqual([1, 2]);
    const first = await pidOf(1);
    expect(await pidOf(2)).not.toBe(first);
    expect(await pidOf(1)).toBe(first);
  });

  it('has one process for all slots where it is to be shared', async () => {
    const { asked, pidOf, pool } = await openPool(3, true);
    expect(asked).toEqual([0]);
    expect(await pidOf(3)).toBe(await pidOf(1));
    await pool.setSlots(5);
    expect(asked).toEqual([0]);
  });

  it('changes its size, and leaves those alone that stay', async () => {
    const { asked, pidOf, pool } = await openPool(1, false);
    const first = await pidOf(1);
    await pool.setSlots(3);
    expect(asked).toEqual([1, 2, 3]);
    expect(await pidOf(3)).not.toBe(first);
    await pool.setSlots(1);
    expect(await pidOf(1)).toBe(first);
    expect(await pool.run(3, coprocessJob('pid'))).toEqual({ type: 'cancelled' });
    expect(pool.status).toMatchObject([{ state: 'serving', process: { capacity: 1, jobs: 2 } }]);
  });

  it('stays as it is when a process cannot be had', async () => {
    let how: 'ready' | 'crash' = 'ready';
    const pool = new CoprocessPool({ isShared: false, settingsOf: () => settings({ command: puppet(1, how) }) });
    onTestFinished(() => pool.close());
    await pool.setSlots(1);
    how = 'crash';
    await expect(pool.setSlots(2)).rejects.toThrow('the co-process died again and again');
    expect(pool.status).toHaveLength(1);
    expect((await pool.run(1, coprocessJob('pid'))).type).toBe('complete');
  });

  it('has a process run as somebody else', async () => {
    const user = { uid: 65534, gid: 65534, groups: [65534] };
    const script = `read -r hello; echo '{"type":"ready","version":1}'; read -r job
      echo '{"type":"complete","id":1,"data":"'$(id -u) $(id -g) $(id -G)'"}'; read -r end`;
    const { pool } = await openPool(1, false, { command: ['sh', '-c', script], user, cwd: '/' });
    expect(plain(await pool.run(1, coprocessJob('')))).toEqual({ type: 'complete', data: '65534 65534 65534' });
  });
});
