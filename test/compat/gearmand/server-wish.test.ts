import { describe, expect, it } from 'vitest';
import { serverWish } from '../../../src/compat/gearmand/server-wish.js';
import { readRequest } from '../../../src/compat/gearmand/settings.js';

const wish = (...words: string[]) => {
  const request = readRequest(words, {});
  return request.what === 'serve' ? serverWish(request.settings) : undefined;
};

describe('what gearmand asks of the job server', () => {
  it('is, unless told otherwise, the behaviour of version 1.1', () => {
    expect(wish()).toEqual({
      order: '1.1',
      lateReports: 'refused',
      forgetReducers: true,
      roundRobin: false,
      exceptions: false,
      maxPacketBytes: 2 ** 30,
      maxUnsentBytes: 2 ** 28,
    });
  });

  it('has each option that bears on jobs', () => {
    expect(wish('-R', '-j2', '-w1', '--exceptions', '--job-handle-prefix=P')).toMatchObject({
      roundRobin: true,
      maxLosses: 2,
      workerWakeup: 1,
      exceptions: true,
      handlePrefix: 'P',
    });
  });

  it('has a store for libsqlite3, in any case of letters', () => {
    expect(wish('-q', 'LibSQLite3', '--libsqlite3-db=q.db')?.shared).toEqual({
      file: 'q.db',
      table: 'gearman_queue',
      onlyAtShutdown: false,
    });
    expect(
      wish('-q', 'libsqlite3', '--libsqlite3-db=q.db', '--libsqlite3-table=t', '--store-queue-on-shutdown')?.shared,
    ).toEqual({ file: 'q.db', table: 't', onlyAtShutdown: true });
    expect(wish('--libsqlite3-db=q.db')?.shared).toBeUndefined();
  });

  it('has the files of TLS', () => {
    expect(wish('--ssl', '--ssl-ca-file=ca', '--ssl-certificate=c', '--ssl-key=k')?.tls).toEqual({
      certFile: 'c',
      keyFile: 'k',
    });
  });

  it('never is another queue, another protocol, or a prefix that leaves no room in a handle', () => {
    expect(() => wish('-q', 'MySQL')).toThrow('Error while initializing the queue : MySQL');
    expect(() => wish('-q', '')).toThrow('Error while initializing the queue : ');
    expect(() => wish('-q', 'libsqlite3')).toThrow('Error while initializing the queue : libsqlite3');
    expect(() => wish('-r', 'http')).toThrow('Error while enabling protocol module : http');
    expect(() => wish('-r', 'HTTP')).toThrow('Unknown protocol module : HTTP');
    expect(() => wish('--job-handle-prefix', 'x'.repeat(64))).toThrow('Could not create gearmand library instance.');
  });
});
