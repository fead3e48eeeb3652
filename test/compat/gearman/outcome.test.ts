import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { LateStream } from '../../../src/compat/gearman/late-stream.js';
import { Outcome } from '../../../src/compat/gearman/outcome.js';
import { ConnectError, NoServerError, TimeoutError } from '../../../src/errors.js';

function outcomeWith(env: NodeJS.ProcessEnv): { outcome: Outcome; said: () => string } {
  const stream = new PassThrough();
  return { outcome: new Outcome(new LateStream(() => stream), env), said: () => `${stream.read()}` };
}

describe('the outcome of gearman', () => {
  it('is 1 after trouble, but 0 for those who rely on it', () => {
    const modern = outcomeWith({}).outcome;
    const legacy = outcomeWith({ GEARMAN_LEGACY_EXIT: '1' }).outcome;
    for (const each of [modern, legacy]) each.troubled();
    expect([modern.status, legacy.status]).toEqual([1, 0]);
  });

  it('is 1 after a failure for everybody', () => {
    const { outcome } = outcomeWith({ GEARMAN_LEGACY_EXIT: '1' });
    outcome.failed();
    expect(outcome.status).toBe(1);
  });

  it.each([
    [
      new NoServerError([new ConnectError('q1:4730', 'ECONNREFUSED', 'connection refused')]),
      'could not connect to q1:4730: connection refused',
    ],
    [new TimeoutError('no answer'), 'timeout reached: no answer'],
    [Object.assign(new Error('EPIPE: write'), { errno: -32, code: 'EPIPE' }), 'broken pipe'],
  ])('says in one line what happened: %s', (error, text) => {
    const { outcome, said } = outcomeWith({});
    outcome.say('call', error);
    expect(said()).toBe(`gearman: call : ${text}\n`);
  });
});
