import { describe, expect, it } from 'vitest';
import { EXIT_CODES, exitCodeFor } from '../../src/cli/exit-codes.js';
import * as errors from '../../src/errors.js';

const refused = new errors.ConnectError('q1:4730', 'ECONNREFUSED', 'connection refused');
const untrusted = new errors.TlsError('q1:4730', 'CERT_HAS_EXPIRED', 'the certificate has expired');

const cases: [error: errors.GearctlError, exit: number][] = [
  [new errors.UsageError('x'), 64],
  [new errors.AddressError('x'), 64],
  [new errors.NameError('x'), 65],
  [new errors.InputDataError('x'), 65],
  [new errors.InputFileError('x'), 66],
  [new errors.OutputError('x'), 74],
  [new errors.FileCreationError('x', 'ENOENT'), 73],
  [new errors.FileCreationError('x', 'EACCES'), 77],
  [new errors.NotFoundError('x'), 4],
  [new errors.UnmetError('x'), 5],
  [refused, 69],
  [untrusted, 77],
  [new errors.NoServerError([]), 69],
  [new errors.NoServerError([refused, untrusted]), 69],
  [new errors.NoServerError([untrusted, untrusted]), 77],
  [new errors.ConnectionLostError('q1:4730', 'x'), 75],
  [new errors.ProtocolError('x'), 76],
  [new errors.PacketTooLargeError(2, 1), 76],
  [new errors.ServerError('q1:4730', 'UNKNOWN_COMMAND', 'x'), 76],
  [new errors.ServerError('q1:4730', 'QUEUE_ERROR', 'x'), 75],
  [new errors.JobFailedError('x'), 1],
  [new errors.JobExceptionError('x', new Uint8Array()), 2],
  [new errors.JobLostError('x'), 75],
  [new errors.ResultTooLargeError('x'), 76],
  [new errors.TimeoutError('x'), 124],
  [new errors.AbortedError('x'), 130],
  [new errors.AbortedError('x', { signal: 'SIGINT' }), 130],
  [new errors.AbortedError('x', { signal: 'SIGTERM' }), 143],
  [new errors.StoreError('x', 'corrupt'), 73],
  [new errors.StoreError('x', 'read-only'), 77],
  [new errors.ConfigError('x'), 78],
  [new errors.AccessError('x'), 77],
  [new errors.ServerError('q1:4730', 'ACCESS_DENIED', 'x'), 77],
  [new errors.AbortedError('x', { cause: new errors.TimeoutError('y') }), 124],
  [new errors.ClosedError('x'), 70],
  [new errors.CommandNotFoundError('x'), 127],
  [new errors.CommandNotExecutableError('x'), 126],
  [new errors.SystemError('x'), 71],
  [new errors.ListenError('x', 'EADDRINUSE'), 73],
  [new errors.ListenError('x', 'EACCES'), 77],
];

describe('exit codes', () => {
  it.each(cases)('%o ends a command with %d', (error, exit) => {
    expect(exitCodeFor(error)).toBe(exit);
  });

  it('has one for every class of error there is', () => {
    const classes = Object.values(errors).filter((each) => each !== errors.GearctlError);
    expect(new Set(cases.map(([error]) => error.constructor))).toEqual(new Set(classes));
  });

  it('takes any other error for a bug', () => {
    expect([new TypeError('x'), 'x', undefined].map(exitCodeFor)).toEqual([70, 70, 70]);
  });

  it('are told apart by name and number, in the order of their numbers', () => {
    const codes = EXIT_CODES.map(({ code }) => code);
    expect(codes).toEqual([...new Set<number>(codes)].sort((a, b) => a - b));
    expect(new Set(EXIT_CODES.map(({ name }) => name)).size).toBe(EXIT_CODES.length);
  });
});
