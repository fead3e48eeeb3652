import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRequest } from '../../../src/compat/gearmand/settings.js';

const settings = (words: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const request = readRequest(words, env);
  return request.what === 'serve' ? request.settings : undefined;
};

describe('what gearmand is told to be', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gearmand-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is, unless told otherwise, a server in memory on all addresses', () => {
    expect(settings([])).toMatchObject({
      daemon: false,
      user: '',
      pidFile: '/var/gearmand.pid',
      logFile: '/var/log/gearmand.log',
      verbose: 'ERROR',
      host: '',
      port: '4730',
      tls: undefined,
      queueType: 'builtin',
      sqlite: { file: '', table: 'gearman_queue', onlyAtShutdown: false },
      jobRetries: 0,
      workerWakeup: 0,
    });
  });

  it('takes the port of the environment for the default one, also where that was given', () => {
    const env = { GEARMAND_PORT: '5000' };
    expect(settings([], env)?.port).toBe('5000');
    expect(settings(['-p', '4730'], env)?.port).toBe('5000');
    expect(settings(['-p', '4731'], env)?.port).toBe('4731');
    expect(settings([], { GEARMAND_PORT: '' })?.port).toBe('4730');
  });

  it('takes the files of TLS from the environment rather than from the options', () => {
    const words = ['--ssl', '--ssl-certificate=c', '--ssl-key=k'];
    expect(settings(words)?.tls).toEqual({ certFile: 'c', keyFile: 'k' });
    expect(settings(words, { GEARMAND_SERVER_PEM: 'C', GEARMAND_SERVER_KEY: 'K' })?.tls).toEqual({
      certFile: 'C',
      keyFile: 'K',
    });
    expect(settings(['--ssl-key=k'], { GEARMAND_SERVER_KEY: 'K' })?.tls).toBeUndefined();
  });

  it('keeps eight bits of some numbers', () => {
    expect(settings(['-j', '300', '-w', '-1'])).toMatchObject({ jobRetries: 44, workerWakeup: 255 });
    expect(settings(['-j', '+2', '-w', '256'])).toMatchObject({ jobRetries: 2, workerWakeup: 0 });
  });

  it('is in a configuration file as well, which must be there if it is named', () => {
    const path = join(folder, 'gearmand.conf');
    writeFileSync(path, '--port=4731 --verbose=INFO');
    expect(settings(['--config-file', path, '--verbose', 'DEBUG'])).toMatchObject({ port: '4731', verbose: 'DEBUG' });
    expect(() => settings(['--config-file', join(folder, 'none')])).toThrow('Could not open configuration file.');
  });

  it('is wrong with a level or a number of buckets that gearmand does not know, whatever else is asked', () => {
    expect(() => readRequest(['--help', '--verbose=info'], {})).toThrow('Invalid value for --verbose supplied');
    expect(() => readRequest(['--check-args', '--hashtable-buckets=0'], {})).toThrow(
      'hashtable-buckets has to be greater than 0',
    );
  });

  it('may be a question only', () => {
    expect(readRequest(['--check-args', '-h'], {})).toEqual({ what: 'check' });
    expect(readRequest(['-V', '-h'], {})).toEqual({ what: 'help' });
    expect(readRequest(['-V'], {})).toEqual({ what: 'version' });
  });
});
