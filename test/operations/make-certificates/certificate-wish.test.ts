import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.js';
import { allHosts, checkCertificateWish } from '../../../src/operations/make-certificates/certificate-wish.js';

const wish = (clients: string[], hosts: string[] = []) => ({ directory: 'd', clients, hosts, days: 1, force: false });

describe('a wish for certificates', () => {
  it.each(['alice', 'img-1.example', 'a@b', 'x'.repeat(64)])('may name a client %s', (name) => {
    expect(() => checkCertificateWish(wish([name]))).not.toThrow();
  });

  it.each(['', '../x', 'a/b', '.hidden', '-x', 'a b', 'ä', 'x'.repeat(65), 'ca', 'Server'])(
    'may not name a client %j',
    (name) => {
      expect(() => checkCertificateWish(wish([name]))).toThrow(UsageError);
    },
  );

  it('names each client once', () => {
    expect(() => checkCertificateWish(wish(['alice', 'bob', 'alice']))).toThrow("the client 'alice' is named twice");
  });

  it.each(['q1', 'q1.example', '*.example', '192.0.2.7', 'fd00::1'])('may name a host %s', (host) => {
    expect(() => checkCertificateWish(wish([], [host]))).not.toThrow();
  });

  it.each(['', 'q1:4730', 'http://q1', '-q', 'a..b', 'a b', '*', '300.1.1.1', 'fe80::1%eth0', `${'a.'.repeat(127)}aa`])(
    'may not name a host %j',
    (host) => {
      expect(() => checkCertificateWish(wish([], [host]))).toThrow(UsageError);
    },
  );
});

describe('all hosts of a server', () => {
  it('are this machine by any name, and those that were asked for, each once', () => {
    expect(allHosts(['Q1.example', 'LOCALHOST', '192.0.2.7'], 'Box')).toEqual([
      'localhost',
      '127.0.0.1',
      '::1',
      'box',
      'q1.example',
      '192.0.2.7',
    ]);
  });

  it('are without the name of a machine that no host can have', () => {
    expect(allHosts([], 'my_box')).toEqual(['localhost', '127.0.0.1', '::1']);
  });
});
