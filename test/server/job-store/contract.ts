import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JobStore, StoredJob } from '../../../src/server/job-store/job-store.js';

/** A place where a store can be opened, closed and opened again. */
export interface StorePlace {
  open(): Promise<JobStore>;
}

/** Makes a job to be stored. */
export function storedJob(number: number, rest: Partial<StoredJob> = {}): StoredJob {
  return {
    number,
    functionName: 'reverse',
    unique: '',
    reducer: '',
    priority: 'normal',
    runAtEpochMs: 0,
    queuedAtEpochMs: 1_700_000_000_000,
    workload: new Uint8Array([1, 2, 3]),
    ...rest,
  };
}

/** Gives all jobs of a store that was opened just now, their workloads as arrays that can be compared. */
export function loadAll(store: JobStore): StoredJob[] {
  const jobs: StoredJob[] = [];
  store.load((job) => jobs.push({ ...job, workload: new Uint8Array(job.workload) }));
  return jobs;
}

/** What every job store does. `makePlace` makes an empty place for one test. */
export function describeJobStore(makePlace: () => StorePlace): void {
  async function withStore<T>(place: StorePlace, use: (store: JobStore) => T): Promise<T> {
    const store = await place.open();
    try {
      return use(store);
    } finally {
      store.close();
    }
  }

  const reload = (place: StorePlace) => withStore(place, loadAll);
  const numbers = async (place: StorePlace) => (await reload(place)).map((job) => job.number);

  it('is empty at first', async () => {
    await withStore(makePlace(), (store) => {
      expect(store.lastNumber).toBe(0);
      expect(loadAll(store)).toEqual([]);
    });
  });

  it('knows whether there is anything to write', async () => {
    await withStore(makePlace(), (store) => {
      loadAll(store);
      expect(store.hasChanges).toBe(false);
      store.add(storedJob(1));
      expect(store.hasChanges).toBe(true);
      store.remove(1);
      expect(store.hasChanges).toBe(false);
      store.remove(2);
      expect(store.hasChanges).toBe(true);
      store.commit();
      expect(store.hasChanges).toBe(false);
    });
  });

  it('remembers a number that was reached, though no job has it', async () => {
    const place = makePlace();
    await withStore(place, (store) => {
      loadAll(store);
      store.reach(1000);
      store.add(storedJob(7));
      store.commit();
      expect(store.lastNumber).toBe(1000);
      store.reach(500);
      expect(store.hasChanges).toBe(false);
    });
    expect(await withStore(place, (store) => store.lastNumber)).toBe(1000);
    expect(await numbers(place)).toEqual([7]);
  });

  it('keeps a stored job that is removed and added again before the commit, and loses one that is removed after all', async () => {
    const place = makePlace();
    await withStore(place, (store) => {
      loadAll(store);
      for (const number of [1, 2]) store.add(storedJob(number));
      store.commit();
      for (const number of [1, 2]) {
        store.remove(number);
        store.add(storedJob(number, { unique: 'again' }));
      }
      store.remove(2);
      store.commit();
    });
    expect(await reload(place)).toEqual([storedJob(1, { unique: 'again' })]);
  });

  it('gives back what was committed, in order', async () => {
    const place = makePlace();
    const jobs = [
      storedJob(1, { priority: 'high', unique: 'u-1', reducer: 'sum' }),
      storedJob(2, { priority: 'low', functionName: 'ünïcode', workload: new Uint8Array() }),
      storedJob(7, { runAtEpochMs: 4_000_000_000_000, workload: new Uint8Array([0, 255, 10]) }),
      storedJob(2 ** 40, { unique: '-', workload: new Uint8Array(10_000).fill(7) }),
    ];
    await withStore(place, (store) => {
      for (const job of jobs) store.add(job);
      store.commit();
    });
    expect(await reload(place)).toEqual(jobs);
  });

  it('keeps any byte of names, unique IDs, reducers and workloads', async () => {
    const byteString = fc.uint8Array({ maxLength: 70 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
    const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => Buffer.from(value).toString('latin1'));
    const name = fc.oneof(byteString, text);
    const job = fc.record({
      functionName: name,
      unique: name,
      reducer: name,
      priority: fc.constantFrom('high', 'normal', 'low'),
      runAtEpochMs: fc.nat(),
      workload: fc.uint8Array({ maxLength: 50 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(job, { minLength: 20, maxLength: 100, size: 'max' }), async (fields) => {
        const place = makePlace();
        const jobs = fields.map((rest, index) => storedJob(index + 1, rest as Partial<StoredJob>));
        await withStore(place, (store) => {
          for (const one of jobs) store.add(one);
        });
        expect(await reload(place)).toEqual(jobs);
      }),
      { numRuns: 4 },
    );
  });

  it('removes jobs that were stored, and never writes those that were added since the last commit', async () => {
    const place = makePlace();
    await withStore(place, (store) => {
      for (const number of [1, 2, 3]) store.add(storedJob(number));
      store.commit();
      store.remove(2);
      store.add(storedJob(4));
      store.remove(4);
      store.add(storedJob(5));
      store.commit();
    });
    expect(await numbers(place)).toEqual([1, 3, 5]);
  });

  it('takes the removal of a job that it has not got', async () => {
    const place = makePlace();
    await withStore(place, (store) => {
      store.remove(17);
      store.commit();
    });
    expect(await numbers(place)).toEqual([]);
  });

  it('keeps the last number when its job, and all jobs, are gone', async () => {
    const place = makePlace();
    await withStore(place, (store) => {
      for (const number of [1, 2, 3]) store.add(storedJob(number));
      expect(store.lastNumber).toBe(0);
      store.commit();
      expect(store.lastNumber).toBe(3);
    });
    await withStore(place, (store) => {
      expect(store.lastNumber).toBe(3);
      for (const number of [3, 2, 1]) store.remove(number);
      store.commit();
      expect(store.lastNumber).toBe(3);
    });
    await withStore(place, (store) => {
      expect(store.lastNumber).toBe(3);
      store.add(storedJob(4));
      store.commit();
      store.remove(4);
    });
    await withStore(place, (store) => {
      expect(store.lastNumber).toBe(4);
      expect(loadAll(store)).toEqual([]);
    });
  });

  it('commits what is left when it is closed', async () => {
    const place = makePlace();
    await withStore(place, (store) => store.add(storedJob(1)));
    await withStore(place, (store) => store.remove(1));
    expect(await numbers(place)).toEqual([]);
  });

  it('loads many jobs, and large ones among them, in order', async () => {
    const place = makePlace();
    const bytesOf = (number: number) => (number % 1000 === 0 ? 1_500_000 : number % 50);
    await withStore(place, (store) => {
      for (let number = 3; number <= 15_000; number += 3) {
        store.add(storedJob(number, { workload: new Uint8Array(bytesOf(number)).fill(number) }));
      }
    });
    await withStore(place, (store) => {
      let expected = 3;
      store.load(({ number, workload }) => {
        const [first, last] = [workload[0], workload[workload.length - 1]];
        const byte = bytesOf(number) === 0 ? undefined : number & 255;
        expect([number, workload.length, first, last]).toEqual([expected, bytesOf(expected), byte, byte]);
        expected += 3;
      });
      expect(expected).toBe(15_003);
    });
  });

  it('forgets the jobs but not the removals of a commit that fails', async () => {
    const place = makePlace();
    await withStore(place, (store) => {
      store.add(storedJob(1));
      store.add(storedJob(2));
      store.commit();
      store.remove(1);
      store.add(storedJob(3));
      store.add(storedJob(2)); // There is one with this number already.
      expect(() => store.commit()).toThrow(expect.objectContaining({ code: 'STORE_FAILED', fault: 'failed' }));
      expect(store.lastNumber).toBe(2);
      store.add(storedJob(4));
      store.commit();
    });
    expect(await numbers(place)).toEqual([2, 4]);
  });
}
