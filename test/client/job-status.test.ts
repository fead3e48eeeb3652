import { describe, expect, it } from 'vitest';
import { firstKnown, type JobStatus, jobStatus, uniqueJobStatus } from '../../src/client/job-status.js';
import { ConnectError, NoServerError, ServerError, TlsError } from '../../src/errors.js';

const answer = { handle: 'H:1', known: '1', running: '0', numerator: '3', denominator: '5' };
const statusOf = (server: string, known: boolean): JobStatus => ({
  known,
  running: false,
  numerator: 0,
  denominator: 0,
  server,
});

describe('a status', () => {
  it('is read from the packet, where numbers may be missing', () => {
    expect(jobStatus('q1:4730', { type: 'STATUS_RES', ...answer })).toEqual({
      known: true,
      running: false,
      numerator: 3,
      denominator: 5,
      server: 'q1:4730',
    });
    expect(jobStatus('q1:4730', { type: 'STATUS_RES', ...answer, known: '0', numerator: '', denominator: '' })).toEqual(
      statusOf('q1:4730', false),
    );
  });

  it('by unique ID has the waiting clients too', () => {
    const packet = { ...answer, type: 'STATUS_RES_UNIQUE', unique: 'u', waitingClients: '2' } as const;
    expect(uniqueJobStatus('q1:4730', packet)).toMatchObject({ known: true, waitingClients: 2 });
  });
});

describe('several servers asked for a status', () => {
  const refused = (server: string) => new ConnectError(server, 'ECONNREFUSED', 'connection refused');
  const pending = new Promise<JobStatus>(() => undefined);

  it('are not waited for once one knows the job', async () => {
    const known = statusOf('b', true);
    expect(await firstKnown([pending, Promise.resolve(known), Promise.reject(refused('c'))])).toBe(known);
  });

  it('make the job unknown when all say so', async () => {
    const unknown = statusOf('a', false);
    expect(await firstKnown([Promise.resolve(unknown), Promise.resolve(statusOf('b', false))])).toBe(unknown);
  });

  it('leave it open whether it is known when one gives no answer', async () => {
    const failure = refused('b');
    await expect(firstKnown([Promise.resolve(statusOf('a', false)), Promise.reject(failure)])).rejects.toBe(failure);
    const error = new ServerError('a', 'server_error', '');
    await expect(firstKnown([Promise.reject(error), Promise.reject(failure)])).rejects.toBe(error);
  });

  it('are all named when none can be reached', async () => {
    const failures = [refused('a'), new TlsError('b', 'CERT_HAS_EXPIRED', 'expired')];
    const error = await firstKnown(failures.map((failure) => Promise.reject(failure))).catch((caught) => caught);
    expect(error).toBeInstanceOf(NoServerError);
    expect((error as NoServerError).failures).toEqual(failures);
  });
});
