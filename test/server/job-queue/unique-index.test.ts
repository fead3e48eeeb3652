import { describe, expect, it } from 'vitest';
import { Job, JobFunction } from '../../../src/server/job-queue/model.js';
import { UniqueIndex } from '../../../src/server/job-queue/unique-index.js';
import { bytes, submissionOf } from './queue-stage.js';

const reverse = new JobFunction('reverse');
const resize = new JobFunction('resize');

function jobOf(jobFunction: JobFunction, unique: string, workload = ''): Job {
  return new Job('H:test:1', 1, jobFunction, {
    ...submissionOf(jobFunction.name),
    unique,
    workload: bytes(workload),
  });
}

describe('an index of unique IDs', () => {
  it('finds a job by its function and ID', () => {
    const index = new UniqueIndex();
    const job = jobOf(reverse, 'u');
    index.add(job);
    expect(index.find(reverse, 'u', bytes('other'))).toBe(job);
    expect(index.find(resize, 'u', bytes(''))).toBeUndefined();
    expect(index.find(reverse, 'v', bytes(''))).toBeUndefined();
  });

  it('keeps jobs of several functions apart that share an ID, whichever leaves first', () => {
    const functions = ['a', 'b', 'c'].map((name) => new JobFunction(name));
    for (const leaving of [0, 1, 2]) {
      const index = new UniqueIndex();
      const jobs = functions.map((jobFunction) => jobOf(jobFunction, 'u'));
      for (const job of jobs) index.add(job);
      index.remove(jobs[leaving] as Job);
      functions.forEach((jobFunction, i) => {
        expect(index.find(jobFunction, 'u', bytes(''))).toBe(i === leaving ? undefined : jobs[i]);
      });
      expect(index.findInAnyFunction('u')).toBeDefined();
    }
  });

  it('forgets an ID with the last job that has it', () => {
    const index = new UniqueIndex();
    const job = jobOf(reverse, 'u');
    index.add(job);
    index.remove(job);
    expect(index.findInAnyFunction('u')).toBeUndefined();
  });

  it('never finds a job by the empty ID', () => {
    const index = new UniqueIndex();
    index.add(jobOf(reverse, '', 'w'));
    expect(index.find(reverse, '', bytes('w'))).toBeUndefined();
    expect(index.findInAnyFunction('')).toBeUndefined();
  });

  it('takes "-" for the workload, if there is any', () => {
    const index = new UniqueIndex();
    const job = jobOf(reverse, '-', 'same');
    index.add(job);
    index.add(jobOf(reverse, '-', ''));
    expect(index.find(reverse, '-', bytes('same'))).toBe(job);
    expect(index.find(reverse, '-', bytes('other'))).toBeUndefined();
    expect(index.find(reverse, '-', bytes(''))).toBeUndefined();
    expect(index.findInAnyFunction('-')).toBeUndefined();
  });

  it('tells workloads apart whose hashes are the same', () => {
    // Two texts with the same FNV-1a of 32 bits.
    const index = new UniqueIndex();
    const costarring = jobOf(reverse, '-', 'costarring');
    const liquid = jobOf(reverse, '-', 'liquid');
    index.add(costarring);
    expect(index.find(reverse, '-', bytes('liquid'))).toBeUndefined();
    index.add(liquid);
    expect(index.find(reverse, '-', bytes('costarring'))).toBe(costarring);
    expect(index.find(reverse, '-', bytes('liquid'))).toBe(liquid);
  });
});
