import { describe, expect, it } from 'vitest';
import { Pauses } from '../../../../src/operations/run-worker/retry/pauses.js';

const FOR_EVER = 1_000_000;
const never = new AbortController().signal;

describe('a wait', () => {
  it('is over in time', async () => {
    const pauses = new Pauses();
    await pauses.wait(5, never);
    expect(pauses.areOver).toBe(false);
  });

  it('is over when nobody wants the job any more', async () => {
    const lost = new AbortController();
    const waiting = new Pauses().wait(FOR_EVER, lost.signal);
    lost.abort();
    await waiting;
    await new Pauses().wait(FOR_EVER, lost.signal);
    expect(lost.signal.aborted).toBe(true);
  });

  it('is over at once when there are to be none, and so are all that follow', async () => {
    const pauses = new Pauses();
    const waiting = [pauses.wait(FOR_EVER, never), pauses.wait(FOR_EVER, never)];
    pauses.end();
    await Promise.all([...waiting, pauses.wait(FOR_EVER, never)]);
    expect(pauses.areOver).toBe(true);
  });
});
