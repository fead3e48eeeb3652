import { describe, expect, it } from 'vitest';
import { failureLine, failureText } from '../../../src/operations/run-worker/failure-report.js';

describe('what a client is told of a failure', () => {
  const text = (tail: string) => failureText(Buffer.from(tail), 'exit 1').toString();

  it('is what the command had to say, and the reason on a line of its own', () => {
    expect(text('')).toBe('exit 1\n');
    expect(text('no such file\n')).toBe('no such file\nexit 1\n');
    expect(text('no such file')).toBe('no such file\nexit 1\n');
  });

  it('keeps bytes that are no text', () => {
    expect(failureText(Uint8Array.of(0xff, 0x00), 'exit 1')).toEqual(Buffer.from('\xff\0\nexit 1\n', 'latin1'));
  });
});

describe('what the log says of a failure', () => {
  it('is the reason and the last line that the command wrote', () => {
    const line = (tail: string) => failureLine(Buffer.from(tail), 'exit 1');
    expect(line('')).toBe('exit 1');
    expect(line('one\ntwo \n\n')).toBe('exit 1   two');
  });
});
