import { expect, it } from 'vitest';
import { Cancellation } from '../../src/net/cancellation.js';

it('tells each listener once that it is given up, and why', () => {
  const cancellation = new Cancellation();
  const heard: unknown[] = [];
  const forgotten = () => heard.push('forgotten');
  cancellation.addEventListener('abort', () => heard.push(cancellation.reason));
  cancellation.addEventListener('abort', forgotten);
  cancellation.removeEventListener('abort', forgotten);
  expect(cancellation.aborted).toBe(false);
  cancellation.abort('enough');
  cancellation.abort('again');
  expect([cancellation.aborted, cancellation.reason, heard]).toEqual([true, 'enough', ['enough']]);
});
