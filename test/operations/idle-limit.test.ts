import { expect, it } from 'vitest';
import { IdleLimit } from '../../src/operations/idle-limit.js';

const LIMIT_MS = 5;

it('does not count while a name is looked up', async () => {
  const messages: string[] = [];
  using idle = new IdleLimit(LIMIT_MS, ({ message }) => messages.push(message));
  using longer = new IdleLimit(8 * LIMIT_MS, ({ message }) => messages.push(message));
  longer.restart();
  idle.restart();
  idle.follow('resolving');
  await expect.poll(() => messages).toEqual(['nothing came from the server for 40 ms']);
  idle.follow('resolved');
  await expect.poll(() => messages.at(-1)).toBe('nothing came from the server for 5 ms');
});

it('is none if none is given', () => {
  using idle = new IdleLimit(undefined, () => expect.unreachable());
  idle.restart();
});
