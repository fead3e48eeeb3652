import { describe, expect, it } from 'vitest';
import { exposition } from '../../../../src/operations/run-worker/metrics/exposition.js';
import { WorkMetrics } from '../../../../src/operations/run-worker/metrics/work-metrics.js';
import type { PoolStatus } from '../../../../src/operations/run-worker/pool/pool-status.js';
import type { JobEnd, JobFacts } from '../../../../src/operations/run-worker/work-event.js';
import { parseExposition } from './parse-exposition.js';

const job = (functionName: string): JobFacts => ({
  functionName,
  handle: 'H:1',
  unique: '',
  server: 'q1:4730',
  slot: 1,
});

const status: PoolStatus = {
  ...{ id: 'web2/resize', pid: 1, state: 'draining', startedAtMs: 1_700_000_000_500, jobs: [] },
  servers: [
    { server: 'q1:4730', isUp: true },
    { server: 'q2:4730', isUp: false },
  ],
  functions: [
    { functions: ['resize', 'crop'], slots: 4, running: 1, isPaused: false, counts: NONE() },
    { functions: ['resize'], slots: 9, running: 0, isPaused: false, counts: NONE() },
  ],
};

function NONE() {
  return { complete: 0, failed: 0, requeued: 0 };
}

/** Reads what it says of one metric. */
function read(metrics: WorkMetrics, name: string, now?: PoolStatus) {
  const samples = parseExposition(exposition(metrics.metrics(now)));
  return samples.filter((sample) => sample.name === name).map(({ labels, value }) => ({ ...labels, value }));
}

function end(metrics: WorkMetrics, functionName: string, how: JobEnd, durationMs: number): void {
  const result = { exitCode: 0, signal: null, bytesIn: 0, bytesOut: 0, message: '' };
  metrics.hear({ type: 'start', job: job(functionName) });
  metrics.hear({ type: 'end', job: job(functionName), end: how, durationMs, ...result });
}

describe('the metrics of a worker', () => {
  it('are there for all functions before the first job, and say how the worker stands', () => {
    const metrics = new WorkMetrics('1.2.3');
    expect(read(metrics, 'gearctl_build_info')).toEqual([{ version: '1.2.3', value: 1 }]);
    expect(read(metrics, 'gearctl_worker_slots', status)).toEqual(
      [
        { function: 'crop', value: 4 },
        { function: 'resize', value: 4 },
      ].sort((one, other) => other.function.localeCompare(one.function)),
    );
    expect(read(metrics, 'gearctl_jobs_total', status)).toHaveLength(8);
    expect(read(metrics, 'gearctl_worker_start_time_seconds', status)).toEqual([{ value: 1_700_000_000.5 }]);
    expect(read(metrics, 'gearctl_worker_state', status).filter(({ value }) => value === 1)).toMatchObject([
      { state: 'draining' },
    ]);
    expect(read(metrics, 'gearctl_worker_connected', status)).toEqual([
      { server: 'q1:4730', value: 1 },
      { server: 'q2:4730', value: 0 },
    ]);
  });

  it('count jobs by function and result', () => {
    const metrics = new WorkMetrics('1');
    end(metrics, 'resize', 'complete', 3);
    end(metrics, 'resize', 'complete', 70);
    end(metrics, 'resize', 'requeued', 70);
    metrics.hear({ type: 'start', job: job('crop') });
    expect(read(metrics, 'gearctl_jobs_total').filter(({ value }) => value > 0)).toEqual([
      { function: 'resize', result: 'complete', value: 2 },
      { function: 'resize', result: 'requeued', value: 1 },
    ]);
    expect(read(metrics, 'gearctl_jobs_in_flight')).toEqual([
      { function: 'resize', value: 0 },
      { function: 'crop', value: 1 },
    ]);
  });

  it('tell how long the jobs took that did not go back', () => {
    const metrics = new WorkMetrics('1');
    for (const durationMs of [1, 3, 70, 8_000_000]) end(metrics, 'f', 'fail', durationMs);
    end(metrics, 'f', 'requeued', 3);
    const buckets = read(metrics, 'gearctl_job_duration_seconds_bucket') as { le?: string; value: number }[];
    const at = (le: string) => buckets.find((bucket) => bucket.le === le)?.value;
    expect([at('0.001'), at('0.005'), at('0.05'), at('0.1'), at('3600'), at('+Inf')]).toEqual([1, 2, 2, 3, 3, 4]);
    expect(read(metrics, 'gearctl_job_duration_seconds_sum')[0]?.value).toBeCloseTo(8000.074);
  });

  it('escape what stands in labels', () => {
    const metrics = new WorkMetrics('1');
    end(metrics, 'a"b\\n\nc\\', 'complete', 1);
    expect(read(metrics, 'gearctl_jobs_in_flight')).toEqual([{ function: 'a"b\\n\nc\\', value: 0 }]);
  });
});
