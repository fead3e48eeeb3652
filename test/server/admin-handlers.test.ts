import { beforeEach, describe, expect, it } from 'vitest';
import { answerAdmin } from '../../src/server/admin-handlers.js';
import { QueueStage } from './job-queue/queue-stage.js';

let stage: QueueStage;
beforeEach(() => {
  stage = new QueueStage();
});

function ask(line: string): string {
  const occasion = { queue: stage.queue, facts: { version: '1.0', pid: 7 }, nowMs: stage.nowMs };
  const { text, effects } = answerAdmin(occasion, line.split(' '));
  stage.perform([...effects]);
  return text;
}

describe('an admin command', () => {
  it.each([
    ['show', 'ERR UNKNOWN_COMMAND Unknown+server+commandshow\r\n'],
    ['show all', 'ERR UNKNOWN_SHOW_ARGUMENTS\r\n'],
    ['show unique', 'ERR UNKNOWN_SHOW_ARGUMENTS\r\n'],
    ['Show Unique Jobs', '.\n'],
    ['cancel', 'ERR UNKNOWN_COMMAND Unknown+server+commandcancel\r\n'],
    ['cancel job', 'ERR UNKNOWN_COMMAND Unknown+server+commandcancel\r\n'],
    ['cancel x y', 'ERR UNKNOWN_ERROR\r\n'],
    ['cancel job a b', 'ERR UNKNOWN_ERROR\r\n'],
    ['cancel job H:none:1', 'ERR UNKNOWN_JOB\r\n'],
    ['drop', 'ERR INVALID_ARGUMENTS An+incomplete+set+of+arguments+was+sent+to+this+command+drop\r\n'],
    ['drop function f', 'ERR function not found\r\n'],
    ['shutdown graceful', 'ERR UNKNOWN_COMMAND Unknown+server+commandshutdown\r\n'],
    ['toString', 'ERR UNKNOWN_COMMAND Unknown+server+commandtoString\r\n'],
  ])('%j is answered %j', (line, reply) => {
    expect(ask(line)).toBe(reply);
  });

  it('lists jobs and their IDs one in a line', () => {
    const client = stage.join();
    stage.submit(client, 'f', { unique: 'u' });
    stage.submit(client, 'f', { background: true });
    expect(ask('show jobs')).toBe('H:test:1\t0\t0\t0\nH:test:2\t0\t0\t1\n.\n');
    expect(ask('show unique jobs')).toBe('u\n\n.\n');
  });

  it('tells the clients of a job that it cancels', () => {
    const client = stage.join();
    const handle = stage.handleOf(client, 'f');
    expect(ask(`cancel job ${handle}`)).toBe('OK\r\n');
    expect(stage.received(client)).toEqual([{ type: 'WORK_FAIL', handle }]);
  });

  it.each([
    ['maxqueue f 3', { high: 3, normal: 3, low: 3 }],
    ['maxqueue f 1 2', { high: 1, normal: 2, low: 0 }],
    ['maxqueue f 1 2 3', { high: 1, normal: 2, low: 3 }],
    ['maxqueue f', { high: 0, normal: 0, low: 0 }],
    ['maxqueue f -1', { high: 0, normal: 0, low: 0 }],
    ['maxqueue f 2x', { high: 2, normal: 2, low: 2 }],
  ])('%j sets the limits of a function', (line, limits) => {
    stage.queue.createFunction('f');
    stage.queue.limitFunction('f', { high: 9, normal: 9, low: 9 });
    expect(ask(line)).toBe('OK\r\n');
    expect([...stage.queue.view.functions]).toMatchObject([{ limits }]);
  });
});
