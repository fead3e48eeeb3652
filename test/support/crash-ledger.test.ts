import { describe, expect, it } from 'vitest';
import { CrashLedger } from './crash-ledger.js';

const acknowledged = (...jobs: number[]) => {
  const ledger = new CrashLedger();
  for (const job of jobs) ledger.acknowledge(job, ledger.offer(job));
  return ledger;
};

describe('the ledger of the crash cycles', () => {
  it('expects an acknowledged job to be there until its end', () => {
    const ledger = acknowledged(1);
    ledger.killed();
    expect(ledger.jobs('queued')).toEqual([1]);
    ledger.assign(1, 'H:1');
    ledger.killed();
    expect(ledger.jobs('queued')).toEqual([1]);
    ledger.assign(1, 'H:1');
    ledger.complete(1);
    expect(ledger.jobs('queued')).toEqual([]);
    expect(ledger.violations).toEqual([]);
  });

  it('expects nothing of a job that was not acknowledged, but to be stored if it was seen after a kill', () => {
    const ledger = new CrashLedger();
    ledger.offer(1);
    ledger.killed();
    expect(ledger.jobs('doubtful')).toEqual([1]);
    ledger.assign(1, 'H:1');
    ledger.killed();
    expect(ledger.jobs('queued')).toEqual([1]);
  });

  it('finds a job that is given out twice at once', () => {
    const ledger = acknowledged(1);
    ledger.assign(1, 'H:1');
    ledger.assign(1, 'H:1');
    expect(ledger.violations).toEqual(['job 1 was given out again while it was running: H:1, H:1']);
  });

  it('allows a job whose completion came last before the kill to come back', () => {
    const ledger = acknowledged(1);
    ledger.assign(1, 'H:1');
    ledger.complete(1);
    ledger.dealtWith(1);
    ledger.killed();
    ledger.assign(1, 'H:1');
    expect(ledger.violations).toEqual([]);
  });

  it('finds a job that comes back although a job offered after its completion was acknowledged', () => {
    const ledger = acknowledged(1);
    ledger.assign(1, 'H:1');
    ledger.complete(1);
    const before = ledger.offer(2);
    ledger.dealtWith(1);
    ledger.acknowledge(2, before);
    expect(ledger.jobs('done')).toEqual([]);
    ledger.acknowledge(3, ledger.offer(3));
    expect(ledger.jobs('done')).toEqual([1]);
    ledger.killed();
    ledger.assign(1, 'H:1');
    expect(ledger.violations).toEqual(['job 1 came back after its end was settled: H:1, H:1']);
  });

  it('allows a job to come back again when a kill came between its second completion and the answer to that', () => {
    const ledger = acknowledged(1);
    for (const offered of [2, 3]) {
      ledger.assign(1, 'H:1');
      ledger.complete(1);
      if (offered === 2) ledger.dealtWith(1);
      else ledger.acknowledge(offered, ledger.offer(offered));
      ledger.killed();
    }
    ledger.assign(1, 'H:1');
    expect(ledger.violations).toEqual([]);
  });

  it('finds a job that nobody submitted', () => {
    const ledger = acknowledged(1);
    ledger.assign(7, 'H:7');
    expect(ledger.violations).toEqual(['job 7 was never submitted']);
  });
});
