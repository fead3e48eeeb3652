import { describe, expect, it } from 'vitest';
import { retryWhileTaken } from '../../../src/compat/gearmand/taken-port.js';
import { ListenError } from '../../../src/errors.js';

describe('a port that somebody else has', () => {
  const taken = new ListenError('taken', 'EADDRINUSE');

  /** Tries to listen with outcomes that are given, and tells how long was waited. */
  async function attempt(outcomes: readonly (ListenError | undefined)[], stop = new AbortController()) {
    const rest = outcomes.values();
    const waits: number[] = [];
    const sleep = async (ms: number) => {
      waits.push(ms);
      if (waits.length === 3) stop.abort();
      stop.signal.throwIfAborted();
    };
    const listen = async () => {
      const { value } = rest.next();
      if (value !== undefined) throw value;
    };
    const ended = retryWhileTaken(listen, { stop: stop.signal, sleep, waiting: () => undefined });
    return { waits, outcome: await ended.catch((error: unknown) => error), left: [...rest].length };
  }

  it('is tried again until it is free', async () => {
    expect(await attempt([taken, taken, undefined])).toEqual({ waits: [1000, 2000], outcome: undefined, left: 0 });
  });

  it('is not waited for by a server that is stopped', async () => {
    expect(await attempt([taken, taken, taken, undefined])).toEqual({
      waits: [1000, 2000, 4000],
      outcome: undefined,
      left: 1,
    });
  });

  it('is given up after 22 seconds', async () => {
    const waits: number[] = [];
    const sleep = async (ms: number) => waits.push(ms);
    const options = { stop: new AbortController().signal, sleep, waiting: () => undefined };
    await expect(retryWhileTaken(() => Promise.reject(taken), options)).rejects.toBe(taken);
    expect(waits.reduce((sum, ms) => sum + ms)).toBe(22_000);
  });

  it('is not what other errors mean', async () => {
    const refused = new ListenError('refused', 'EACCES');
    expect(await attempt([refused])).toEqual({ waits: [], outcome: refused, left: 0 });
  });
});
