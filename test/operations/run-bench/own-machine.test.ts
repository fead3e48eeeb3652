import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../../src/operations/run-bench/own-machine.js';

describe('isLoopback', () => {
  it.each(['localhost', 'LocalHost', 'q1.localhost', '127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])(
    'takes %s for this machine',
    (host) => expect(isLoopback(host)).toBe(true),
  );

  it.each(['q1', 'localhost.example.org', '128.0.0.1', '0.0.0.0', '::2', '::ffff:10.0.0.1', '127.0.0.1.example.org'])(
    'takes %s for another one',
    (host) => expect(isLoopback(host)).toBe(false),
  );
});
