import { describe, expect, it } from 'vitest';
import { readWord } from '../../../src/exec/coprocess/word-reader.js';

const data = Buffer.from('data');
const read = (message: Record<string, unknown>) => readWord(message, () => data);

describe('readWord', () => {
  it.each([
    [
      { type: 'ready', version: 1 },
      { type: 'ready', capacity: 1, encoding: 'utf8' },
    ],
    [
      { type: 'ready', version: 1, capacity: 4, encoding: 'base64' },
      { type: 'ready', capacity: 4, encoding: 'base64' },
    ],
    [
      { type: 'pong', n: 7 },
      { type: 'pong', n: 7 },
    ],
    [
      { type: 'log', level: 'error', message: 'x' },
      { type: 'log', level: 'error', message: 'x' },
    ],
    [
      { type: 'log', level: 'loud', message: { a: 1 } },
      { type: 'log', level: 'info', message: '{"a":1}' },
    ],
    [
      { type: 'progress', id: 1, done: 0, total: 4294967295 },
      { type: 'progress', id: 1, done: 0, total: 4294967295 },
    ],
    [
      { type: 'warning', id: 0 },
      { type: 'warning', id: 0, data },
    ],
    [
      { type: 'fail', id: 1 },
      { type: 'fail', id: 1, message: '' },
    ],
    [
      { type: 'retry', id: 1, after: null },
      { type: 'retry', id: 1, afterMs: undefined },
    ],
    [
      { type: 'extend', id: 1, seconds: 1.5 },
      { type: 'extend', id: 1, byMs: 1500 },
    ],
  ])('understands %j', (message, word) => {
    expect(read(message)).toEqual(word);
  });

  it.each([
    [{ type: 'ready', version: 2 }, 'ready for version 2'],
    [{ type: 'ready', version: 1, capacity: 0 }, 'ready whose capacity is no number of jobs'],
    [{ type: 'ready', version: 1, encoding: 'latin1' }, 'ready with the encoding "latin1"'],
    [{ type: 'pong' }, 'a pong without n'],
    [{ type: 'complete', id: '17' }, 'complete without the id of a job'],
    [{ type: 'complete', id: -1 }, 'complete without the id of a job'],
    [{ type: 'progress', id: 1, done: 0.5, total: 1 }, 'progress whose done and total are no whole numbers'],
    [{ type: 'progress', id: 1, done: 1, total: 4294967296 }, 'progress whose done and total are no whole numbers'],
    [{ type: 'retry', id: 1, after: -1 }, 'retry after no number of seconds'],
    [{ type: 'extend', id: 1 }, 'extend by no number of seconds'],
    [{ type: 'job', id: 1 }, 'a message of type "job"'],
    [{}, 'a message of type undefined'],
  ])('finds fault with %j', (message, reason) => {
    expect(read(message)).toMatchObject({ type: 'malformed', reason });
  });

  it('tells of a message that is wrong whether its job waits for no other', () => {
    const wrong = (type: string) => readWord({ type, id: 1, after: 'x', done: 'x' }, () => 'with bad data');
    const types = ['complete', 'exception', 'retry', 'data', 'warning', 'progress'];
    expect(types.filter((type) => 'endsJob' in wrong(type) && (wrong(type) as { endsJob: boolean }).endsJob)).toEqual([
      ...['complete', 'exception', 'retry'],
    ]);
  });
});
