import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { launchMessage, limitOptions } from '../../src/exec/launch-message.js';
import { script } from './slot-fixture.js';

const HOW = { isInline: true, sendsEnvironment: true };

/** What a message says: its numbers, its words, and what follows them. */
function parsed(message: Uint8Array) {
  const bytes = Buffer.from(message);
  const end = 8 + bytes.readUInt32BE(4);
  expect(bytes.readUInt32BE(0)).toBe(bytes.length);
  return { words: bytes.subarray(8, end).toString('latin1').split('\0'), rest: bytes.subarray(end).toString('latin1') };
}

describe('a message to the launcher', () => {
  it('has the words of a request in their order, then its stdin', () => {
    const request = script('', {
      command: ['printf', '', "it's"],
      stdin: Buffer.from('a\0b'),
      env: { PATH: '/bin', GONE: undefined },
      variables: { JOB: '1', OLD: undefined },
      cwd: '/tmp',
      chroot: '/srv',
      nice: -5,
      user: { uid: 7, gid: 8, groups: [9, 10] },
      resourceLimits: [{ name: 'nofile', soft: 1, hard: 2 }],
      stderr: 'merged',
      onControl: () => undefined,
    });
    const variables = ['PATH=/bin', 'JOB=1', 'OLD'];
    const where = ['/tmp', '/srv', '-5', '7 8 9 10', '--nofile=1:2'];
    expect(parsed(launchMessage(request, '/dir', HOW))).toEqual({
      words: ['/dir', 'imce', '1', '2', ...variables, ...where, 'printf', '', "it's"],
      rest: 'a\0b',
    });
  });

  it('is short when nothing is special', () => {
    const request = script('', { command: ['true'], stdin: Buffer.from('x'), env: { PATH: '/bin' } });
    const { words, rest } = parsed(launchMessage(request, '/dir', { isInline: false, sendsEnvironment: false }));
    expect(words).toEqual(['/dir', '', '0', '0', '', '', '', '', '', 'true']);
    expect(rest).toBe('');
  });

  it('carries bytes that are no text', () => {
    const request = script('', { command: ['echo', Buffer.from('\xff', 'latin1'), 'ü'], env: {} });
    const { words } = parsed(launchMessage(request, '/dir', HOW));
    expect(words.slice(-3)).toEqual(['echo', '\xff', Buffer.from('ü').toString('latin1')]);
  });

  it('refuses a NUL, wherever it is', () => {
    for (const details of [{ command: ['a\0b'] }, { command: [Buffer.alloc(1)] }, { variables: { A: '\0' } }]) {
      expect(() => launchMessage(script('', details), '/dir', HOW)).toThrow(UsageError);
    }
  });
});

describe('the options for limits', () => {
  it('name both values, of which one that is not given is unlimited', () => {
    const limits = [{ name: 'core', soft: 0 }, { name: 'as', hard: 5 }, { name: 'cpu' }];
    expect(limitOptions(limits)).toEqual(['--core=0:unlimited', '--as=unlimited:5', '--cpu=unlimited:unlimited']);
  });
});
