import { describe, expect, it } from 'vitest';
import { workEventSchema } from '../../../src/cli/schemas/work-event.js';
import { logJson } from '../../../src/operations/run-worker/log-json.js';
import type { WorkEvent } from '../../../src/operations/run-worker/work-event.js';
import { violations } from '../../support/json-schema.js';

const at = new Date('2026-09-28T14:07:32.120Z');
const job = { functionName: 'resize', handle: 'H:q1:81', unique: 'img-17', server: 'q1:4730', slot: 3 };
const json = (event: WorkEvent) => JSON.parse(logJson(event, at, 4711));
const lead = { time: '2026-09-28T14:07:32.120Z', pid: 4711 };
const about = { function: 'resize', handle: 'H:q1:81', unique: 'img-17', server: 'q1:4730', slot: 3 };

describe('a log for machines', () => {
  it('has an object for each event, its type first', () => {
    expect(logJson({ type: 'drain', running: 2 }, at, 4711)).toBe(
      '{"type":"drain","time":"2026-09-28T14:07:32.120Z","pid":4711,"running":2}',
    );
  });

  it('tells where a job runs and how it ended, with durations in seconds', () => {
    expect(json({ type: 'start', job })).toEqual({ type: 'start', ...lead, ...about });
    const event: WorkEvent = {
      ...{ type: 'end', job, end: 'fail', exitCode: null, signal: 'SIGSEGV' },
      ...{ durationMs: 1234.5, bytesIn: 5, bytesOut: 0, message: 'killed by SIGSEGV' },
    };
    expect(json(event)).toEqual({
      ...{ type: 'end', ...lead, ...about },
      ...{ outcome: 'fail', exit_code: null, signal: 'SIGSEGV', duration: 1.235 },
      ...{ bytes_in: 5, bytes_out: 0, message: 'killed by SIGSEGV' },
    });
  });

  it('keeps what a command wrote to stderr as it was', () => {
    const line = '\x1b[31mred\x1b[0m\ttab';
    expect(json({ type: 'stderr', job, line })).toEqual({ type: 'stderr', ...lead, ...about, message: line });
  });

  it('tells where metrics are to be had, as its schema says', () => {
    const event = json({ type: 'metrics', address: '127.0.0.1:9419' });
    expect(event).toEqual({ type: 'metrics', ...lead, address: '127.0.0.1:9419' });
    expect(violations(event, workEventSchema)).toEqual([]);
  });

  it('tells which servers are there', () => {
    expect(json({ type: 'server', server: 'q1:4730', isUp: false, message: 'connection refused' })).toEqual({
      ...{ type: 'server', ...lead, server: 'q1:4730', up: false, message: 'connection refused' },
    });
    const servers = [{ server: 'q1:4730', isUp: true }];
    const group = { functions: ['resize'], slots: 8 };
    expect(json({ type: 'ready', groups: [group], servers, pid: 4711 })).toEqual({
      ...{ type: 'ready', ...lead, functions: ['resize'], slots: 8, groups: [group] },
      servers: [{ server: 'q1:4730', up: true }],
    });
  });
});
