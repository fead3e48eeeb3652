import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTlsFiles } from '../../src/compat/tls-files.js';
import { InputFileError } from '../../src/errors.js';
import { type Authority, makeAuthority } from '../support/certificates.js';

let authority: Authority;
beforeAll(() => {
  authority = makeAuthority();
});
afterAll(() => authority.remove());

const complaint = (env: NodeJS.ProcessEnv): string => {
  try {
    readTlsFiles(env);
  } catch (error) {
    expect(error).toBeInstanceOf(InputFileError);
    return (error as Error).message;
  }
  return 'none';
};

describe('the files of TLS', () => {
  it('are those that the environment names', () => {
    const { ca, client } = authority;
    const env = {
      GEARMAND_CA_CERTIFICATE: ca.certFile,
      GEARMAN_CLIENT_PEM: client.certFile,
      GEARMAN_CLIENT_KEY: client.keyFile,
    };
    expect(readTlsFiles(env)).toEqual({ ca: ca.cert, cert: client.cert, key: client.key });
  });

  it('need not be there where none is named', () => {
    expect(readTlsFiles({})).toEqual({});
  });

  it('are refused when they hold something else', () => {
    const { certFile, keyFile } = authority.client;
    expect(complaint({ GEARMAND_CA_CERTIFICATE: keyFile })).toBe(
      `there is no certificate in ${keyFile} (GEARMAND_CA_CERTIFICATE): give a PEM file`,
    );
    expect(complaint({ GEARMAN_CLIENT_KEY: certFile })).toBe(
      `there is no private key in ${certFile} (GEARMAN_CLIENT_KEY): give a PEM file`,
    );
  });

  it('are refused when one is named that needs another', () => {
    const { certFile, keyFile } = authority.client;
    expect(complaint({ GEARMAN_CLIENT_PEM: certFile })).toBe(
      'GEARMAN_CLIENT_PEM is of no use alone: set GEARMAN_CLIENT_KEY too',
    );
    expect(complaint({ GEARMAN_CLIENT_KEY: keyFile })).toBe(
      'GEARMAN_CLIENT_KEY is of no use alone: set GEARMAN_CLIENT_PEM too',
    );
  });
});
