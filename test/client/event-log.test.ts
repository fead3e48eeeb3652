import { describe, expect, it } from 'vitest';
import { EventLog } from '../../src/client/event-log.js';
import type { TaskEvent } from '../../src/client/task-event.js';

const MIB = 1024 * 1024;
const created: TaskEvent = { type: 'created', handle: 'H:1', server: 'q1:4730' };
const data = (text: string): TaskEvent => ({ type: 'data', data: new TextEncoder().encode(text) });
const complete = (text: string): TaskEvent => ({ type: 'complete', data: new TextEncoder().encode(text) });
const large = (bytes: number): TaskEvent => ({ type: 'data', data: new Uint8Array(bytes) });

function logOf(...events: TaskEvent[]): EventLog {
  const log = new EventLog(100 * MIB, () => undefined);
  for (const event of events) log.add(event, event.type === 'complete');
  return log;
}

async function types(log: EventLog): Promise<string[]> {
  const seen: string[] = [];
  for await (const event of log.read()) seen.push(event.type);
  return seen;
}

describe('the events kept', () => {
  it('are read from the first on, each time anew', async () => {
    const log = logOf(created, data('a'), complete('b'));
    expect(await types(log)).toEqual(['created', 'data', 'complete']);
    expect(await types(log)).toEqual(['created', 'data', 'complete']);
  });

  it('are waited for until the last one', async () => {
    const log = logOf(created);
    const readers = [types(log), types(log)];
    await Promise.resolve();
    log.add(data('a'), false);
    await Promise.resolve();
    log.add(complete('b'), true);
    expect(await Promise.all(readers)).toEqual([
      ['created', 'data', 'complete'],
      ['created', 'data', 'complete'],
    ]);
  });

  it('give the result: data and completion, without warnings', () => {
    const warning: TaskEvent = { type: 'warning', data: new TextEncoder().encode('w') };
    const log = logOf(created, data('one '), warning, data('two '), complete('three'));
    expect(log.result()).toEqual(new TextEncoder().encode('one two three'));
  });

  it('give the result of the last attempt only', () => {
    expect(logOf(created, data('lost'), created, data('a'), complete('b')).result()).toEqual(
      new TextEncoder().encode('ab'),
    );
  });

  it('give an empty result where there are no bytes', () => {
    expect(logOf(created, complete('')).result()).toEqual(new Uint8Array(0));
  });

  it('do not keep a large buffer alive for a small piece of it, nor copy a large piece', () => {
    const log = new EventLog(100 * MIB, () => undefined);
    const whole = new Uint8Array(MIB);
    log.add(created, false);
    log.add({ type: 'complete', data: new Uint8Array(64 * 1024).subarray(100, 110) }, true);
    expect(log.result().buffer.byteLength).toBe(10);
    const other = logOf(created, { type: 'complete', data: whole });
    expect(other.result()).toBe(whole);
  });

  it('have room up to the limit', () => {
    const log = new EventLog(10, () => undefined);
    expect(log.hasRoomFor(data('0123456789'))).toBe(true);
    log.add(data('01234'), false);
    expect(log.hasRoomFor(data('56789'))).toBe(true);
    expect(log.hasRoomFor(data('567890'))).toBe(false);
    expect(log.hasRoomFor(created)).toBe(true);
  });
});

describe('a reader', () => {
  it('is behind while it has more than 4 MiB to read', async () => {
    const paces: boolean[] = [];
    const log: EventLog = new EventLog(100 * MIB, () => paces.push(log.isBehind));
    log.add(large(3 * MIB), false);
    expect(log.isBehind).toBe(false);
    const reader = log.read();
    await reader.next();
    log.add(large(4 * MIB), false);
    expect(log.isBehind).toBe(false);
    log.add(large(1), false);
    expect(log.isBehind).toBe(true);
    expect(paces.at(-1)).toBe(true);
    await reader.next();
    expect(log.isBehind).toBe(false);
    expect(paces.at(-1)).toBe(false);
    await reader.return();
  });

  it('is behind no more when it stops reading', async () => {
    const log = logOf(created);
    const reader = log.read();
    await reader.next();
    log.add(large(5 * MIB), false);
    expect(log.isBehind).toBe(true);
    await reader.return();
    expect(log.isBehind).toBe(false);
  });

  it('holds nobody up before it has begun', () => {
    expect(logOf(large(5 * MIB)).isBehind).toBe(false);
  });
});
