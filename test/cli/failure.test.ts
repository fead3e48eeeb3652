import { describe, expect, it } from 'vitest';
import { failureJson, failureOf, failureText } from '../../src/cli/failure.js';
import { ConnectError, NoServerError, ServerError, TlsError, UsageError } from '../../src/errors.js';

const refused = new ConnectError('q1:4730', 'ECONNREFUSED', 'connection refused');
const silent = new ConnectError('10.0.0.2:4730', 'ETIMEDOUT', 'no answer within 4 s');

describe('a failure', () => {
  it('is three lines when no server could be reached: what, where, what to try', () => {
    expect(failureText(failureOf(new NoServerError([refused, silent])))).toBe(
      [
        'gearctl: cannot reach any job server',
        '  q1:4730  connection refused            10.0.0.2:4730  no answer within 4 s',
        '  Try: gearctl server ping -s q1:4730 -s 10.0.0.2:4730 · gearctl serve (starts one here)',
        '',
      ].join('\n'),
    );
  });

  it('gives many servers as many lines as they need', () => {
    const text = failureText({ ...failureOf(new NoServerError([refused, refused, refused, silent])), hint: undefined });
    expect(text.split('\n')).toHaveLength(4);
  });

  it('names the server that a single dial failed at, and keeps the hint of the error', () => {
    const expired = new TlsError('tls://q1:4730', 'CERT_HAS_EXPIRED', 'the certificate has expired', {
      hint: 'renew it',
    });
    expect(failureText(failureOf(expired))).toBe(
      'gearctl: cannot reach tls://q1:4730\n  tls://q1:4730  the certificate has expired\n  Try: renew it\n',
    );
  });

  it('is an object in JSON', () => {
    expect(failureJson(failureOf(new NoServerError([refused])))).toEqual({
      code: 'NO_SERVER',
      exit: 69,
      message: 'cannot reach any job server',
      servers: [{ server: 'q1:4730', errno: 'ECONNREFUSED', message: 'connection refused' }],
      hint: 'gearctl server ping -s q1:4730 · gearctl serve (starts one here)',
    });
    expect(failureJson(failureOf(new UsageError('no such flag')))).toEqual({
      code: 'USAGE',
      exit: 64,
      message: 'no such flag',
    });
  });

  it('shows no control characters that a server sent', () => {
    const hostile = new ServerError('q1:4730', 'ERR', '\x1b[2Jgone\u202e');
    expect(failureText(failureOf(hostile))).toBe('gearctl: q1:4730 answered ERR: \\x1b[2Jgone\\u202e\n');
  });

  it('says of any other error that it is a bug, and how to report it', () => {
    expect(failureOf(new TypeError('x is not a function'))).toEqual({
      code: 'BUG',
      exit: 70,
      message: 'this is a bug in gearctl: x is not a function',
      servers: [],
      hint: 'run it again with --verbose, which says where, and report what it prints',
    });
  });
});
