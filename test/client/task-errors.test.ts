import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/client/index.js';
import { jobException, listenerFailed, workloadFailed } from '../../src/client/task-errors.js';
import { OutputError } from '../../src/errors.js';

const task = { functionName: 'resize', handle: 'H:1', server: 'q1:4730', state: 'created' } as unknown as Task;
const messageFor = (exception: string | Uint8Array) =>
  jobException(task, typeof exception === 'string' ? new TextEncoder().encode(exception) : exception).message;

describe('the message of an exception', () => {
  it('quotes its first line, without what would move the cursor', () => {
    expect(messageFor('\n  größer\tals \x1b[31mA4\r\nat line 2')).toBe(
      "job H:1 of 'resize' failed with an exception: größer als  [31mA4",
    );
  });

  it('is short, however long the exception is, and does without one', () => {
    expect(messageFor(`x${'ü'.repeat(100_000)}`)).toMatch(/exception: xü{99}$/);
    expect(messageFor('')).toBe("job H:1 of 'resize' failed with an exception");
  });

  it('does not mind bytes that are no text', () => {
    expect(messageFor(Uint8Array.from([0x41, 0xff, 0x42]))).toContain(': A\uFFFDB');
  });
});

describe('what failed in the caller’s own code', () => {
  it('is the cause, or is passed on where it is one of our errors', () => {
    const [cause, own] = [new RangeError('no'), new OutputError('the disk is full')];
    expect(listenerFailed(task, cause)).toMatchObject({ code: 'ABORTED', cause });
    expect(workloadFailed(task, cause)).toMatchObject({ code: 'BAD_INPUT', cause });
    expect([listenerFailed(task, own), workloadFailed(task, own)]).toEqual([own, own]);
  });
});
