import { describe, expect, it } from 'vitest';
import { type LogStyle, logText } from '../../../src/operations/run-worker/log-text.js';
import type { WorkEvent } from '../../../src/operations/run-worker/work-event.js';

const at = new Date(2026, 8, 28, 14, 7, 3);
const job = { functionName: 'resize', handle: 'H:q1:81', unique: '', server: 'q1:4730', slot: 3 };
const ended = {
  type: 'end',
  job,
  exitCode: 0,
  signal: null,
  durationMs: 312,
  bytesIn: 49_152,
  bytesOut: 11_264,
} as const;

const plain = (text: string) => text;
const ascii: LogStyle = {
  paint: { dim: plain, bold: plain, red: plain, green: plain, yellow: plain },
  isUnicode: false,
  functionWidth: 6,
};
const unicode: LogStyle = { ...ascii, isUnicode: true };

const text = (event: WorkEvent, style = unicode) => logText(event, at, style);

describe('a log for people', () => {
  it('says who is ready for what, and which servers are there', () => {
    const event: WorkEvent = {
      type: 'ready',
      groups: [
        { functions: ['resize', 'crop'], slots: 8 },
        { functions: ['mail'], slots: 1 },
      ],
      servers: [
        { server: 'q1:4730', isUp: true },
        { server: 'q2:4730', isUp: false },
      ],
      pid: 4711,
    };
    expect(text(event)).toBe('14:07:03 ready  resize crop ×8  mail ×1   servers q1:4730 ● q2:4730 ○   pid 4711');
    expect(text(event, ascii)).toBe('14:07:03 ready  resize crop x8  mail x1   servers q1:4730 + q2:4730 -   pid 4711');
  });

  it('says what a reload has changed', () => {
    expect(text({ type: 'reload', changes: ['+ a ×2', '~ b: timeout'] })).toBe(
      '14:07:03 reloaded: + a ×2; ~ b: timeout',
    );
    expect(text({ type: 'reload', changes: [] })).toBe('14:07:03 reloaded: nothing has changed');
  });

  it('says that it pauses, goes on, and has more slots', () => {
    expect(text({ type: 'pause', running: 2 })).toBe('14:07:03 paused, 2 jobs still running');
    expect(text({ type: 'pause', running: 0 })).toBe('14:07:03 paused, no job is running');
    expect(text({ type: 'resume', running: 0 })).toBe('14:07:03 taking jobs again');
    expect(text({ type: 'slots', groups: [{ functions: ['resize'], slots: 3 }] })).toBe('14:07:03 slots  resize ×3');
  });

  it('has a line for the end of each job', () => {
    expect(text({ ...ended, end: 'complete', message: '' })).toBe(
      '14:07:03 ✓ resize  H:q1:81   0.31s   48 KiB in  11 KiB out',
    );
    expect(text({ ...ended, end: 'fail', message: 'exit 1   no decode delegate' })).toBe(
      '14:07:03 ✗ resize  H:q1:81   0.31s   exit 1   no decode delegate',
    );
    expect(text({ ...ended, end: 'requeued', message: 'stopped' }, ascii)).toBe(
      '14:07:03 < resize  H:q1:81   0.31s   stopped',
    );
  });

  it('names a server once when its message does', () => {
    const down = { type: 'server', server: 'q1:4730', isUp: false } as const;
    expect(text({ ...down, message: 'connection refused' })).toBe('14:07:03 ○ q1:4730  connection refused');
    expect(text({ ...down, message: 'q1:4730 closed the connection' })).toBe(
      '14:07:03 ○ q1:4730 closed the connection',
    );
    expect(text({ type: 'warning', message: 'q1 said no' })).toBe('14:07:03 ! q1 said no');
  });

  it('writes sizes in the unit that fits', () => {
    const sizes = [0, 999, 1024, 10_240, 5_242_880, 2 ** 40].map((bytesIn) =>
      text({ ...ended, end: 'complete', message: '', bytesIn, bytesOut: 0 }).replace(/.*s {3}(.*) in.*/, '$1'),
    );
    expect(sizes).toEqual(['0 B', '999 B', '1.0 KiB', '10 KiB', '5.0 MiB', '1024 GiB']);
  });

  it('marks a line of stderr with its function, slot and handle', () => {
    expect(text({ type: 'stderr', job, line: 'no such file' })).toBe('resize[3] H:q1:81: no such file');
  });

  it('leaves out what would steer the terminal', () => {
    const seen = (line: string) => text({ type: 'stderr', job, line }).replace('resize[3] H:q1:81: ', '');
    expect(seen('\x1b[31mred\x1b[0m\x07')).toBe('red');
    expect(seen('\x1b[2J\x1b[1;1Htop\x9b1mbold\u009b0m')).toBe('topbold');
    expect(seen('a\x1b]0;title\x07b\x1b]8;;http://x\x1b\\c')).toBe('abc');
    expect(seen('50%\r100%\x00')).toBe('50%100%');
    expect(seen('\t[ok] \x1b7tab')).toBe('\t[ok] 7tab');
    expect(text({ type: 'stderr', job: { ...job, functionName: 're\x1b[1msize\n' }, line: '' })).toMatch(
      /^resize\[3\]/,
    );
  });

  it('tells how to go on when it drains, unless there is nothing to wait for', () => {
    expect(text({ type: 'drain', running: 3 })).toBe('14:07:03 draining 3 jobs (^C again to stop them)');
    expect(text({ type: 'drain', running: 1 })).toBe('14:07:03 draining 1 job (^C again to stop it)');
    expect(text({ type: 'drain', running: 0 })).toBe('14:07:03 stopping, no job is running');
    expect(text({ type: 'stop', running: 0, onDrainTimeout: 'requeue' })).toBe('14:07:03 stopping, no job is running');
  });

  it('uses nothing but ASCII where the terminal has no more', () => {
    const message = 'x'.repeat(500);
    const events: WorkEvent[] = [
      { ...ended, end: 'complete', message: '' },
      { ...ended, end: 'fail', message },
      { ...ended, end: 'exception', message },
      { ...ended, end: 'requeued', message },
      { type: 'start', job },
      { type: 'server', server: 'q1:4730', isUp: true, message: 'connected' },
      { type: 'server', server: 'q1:4730', isUp: false, message: 'connection refused' },
      { type: 'stop', onDrainTimeout: 'requeue', running: 1 },
      { type: 'kill', running: 2 },
    ];
    for (const event of events) expect(text(event, ascii)).toMatch(/^[\x20-\x7e]{10,200}$/);
  });
});
