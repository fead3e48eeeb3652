import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import type { SubmitOptions } from '../../../src/operations/submit-jobs/submit-options.js';
import { planOf } from '../../../src/operations/submit-jobs/submit-plan.js';
import { submitOptions } from './submit-options.js';

const plan = (options: Partial<SubmitOptions>, isInteractive = false) =>
  planOf(submitOptions(options), isInteractive, () => 0);

describe('the plan of what to submit', () => {
  it('takes DATA, else files, else stdin', () => {
    expect(plan({ data: ['a', 'b'] }).source.input).toMatchObject({ kind: 'workloads' });
    expect(plan({ files: ['x'], cut: 'lines' }).source.input).toMatchObject({ kind: 'records', names: ['x'] });
    expect(plan({}).source.input).toEqual({ kind: 'whole', names: ['-'] });
    expect(plan({ empty: true }).source.input).toEqual({ kind: 'workloads', workloads: [new Uint8Array(0)] });
  });

  it.each<Partial<SubmitOptions>>([
    { data: ['a'], files: ['x'] },
    { data: ['a'], cut: 'lines' },
    { data: ['a'], empty: true },
    { empty: true, cut: 'jsonl' },
    { functionName: undefined },
    { cut: 'jsonl', template: '{}' },
    { cut: { delimiter: 'ab' } },
    { jobs: 'many' },
    { wait: true },
  ])('refuses %j', (options) => {
    expect(() => plan(options)).toThrow(UsageError);
  });

  it('does not wait for a terminal to say something, unless it is named', () => {
    expect(() => plan({}, true)).toThrow(UsageError);
    expect(() => plan({ cut: 'lines' }, true)).toThrow('there is nothing to submit');
    expect(plan({ files: ['-'] }, true).source.input).toEqual({ kind: 'whole', names: ['-'] });
    expect(plan({ data: ['a'] }, true).total).toBe(1);
  });

  it('knows how many jobs there are where nothing has to be read for that', () => {
    expect(plan({ data: ['a', 'b'], copies: 3, also: ['g'] }).total).toBe(12);
    expect(plan({ files: ['x', 'y'] }).total).toBe(2);
    expect(plan({ cut: 'lines' }).total).toBeUndefined();
  });

  it('submits one after the other, but many in the background', () => {
    expect(plan({}).submitter).toMatchObject({ foregroundJobs: 1, backgroundJobs: 2048 });
    expect(plan({ jobs: '8' }).submitter).toMatchObject({ foregroundJobs: 8, backgroundJobs: 8 });
    expect(plan({ jobs: '0' }).submitter.foregroundJobs).toBe(4 * availableParallelism());
  });

  it('refuses one unique ID for several jobs, which would be one', () => {
    expect(() => plan({ unique: 'key', data: ['a', 'b'] })).toThrow('all jobs would have the unique ID');
    expect(() => plan({ unique: 'key', cut: 'lines' })).toThrow(UsageError);
    expect(() => plan({ unique: 'key', copies: 2, empty: true })).toThrow(UsageError);
    expect(plan({ unique: 'key', data: ['a'], also: ['g'] }).total).toBe(2);
    expect(plan({ unique: '-', cut: 'lines' }).source.defaults.unique).toBe('-');
    expect(plan({ unique: '@uuid', cut: 'null' }).source.defaults.unique).toBe('@uuid');
  });

  it('puts newlines between the results of records only', () => {
    expect(plan({ cut: 'lines' }).newlines).toBe(true);
    expect(plan({ cut: 'jsonl' }).newlines).toBe(true);
    expect(plan({ cut: 'lines', raw: true }).newlines).toBe(false);
    expect(plan({ data: ['a', 'b'] }).newlines).toBe(false);
  });

  it('writes results through where only one job is under way, and tags whole lines', () => {
    expect(plan({ layout: 'group' }).layout).toBe('input');
    expect(plan({ layout: 'group', jobs: '2' }).layout).toBe('group');
    expect(plan({ layout: 'mixed', jobs: '2', tag: '{#}' }).layout).toBe('lines');
  });
});
