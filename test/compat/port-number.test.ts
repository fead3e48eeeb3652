import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { portNumber } from '../../src/compat/port-number.js';

it.each([
  ['4730', 4730],
  [' \t+4730', 4730],
  ['0', 0],
  ['-0', 0],
  ['', 0],
  ['70000', 4464],
  ['4294967297', 1],
  ['2147483648', undefined],
  ['99999999999999999999', undefined],
  ['-1', undefined],
  ['4730 ', undefined],
  ['4730x', undefined],
  ['0x10', undefined],
])('takes %j for port %s, as the resolver does', (text, port) => {
  expect(portNumber(text)).toBe(port);
});

it('looks names and aliases up, in the case in which they are written, and for TCP only', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gearctl-services-'));
  try {
    const file = join(folder, 'services');
    writeFileSync(file, '# a comment\ngearman\t4730/tcp\tjobs work # and another\ntftp 69/udp\n');
    const names = ['gearman', 'jobs', 'work', 'Gearman', 'and', 'tftp', 'comment'];
    expect(names.map((name) => portNumber(name, file))).toEqual([
      4730,
      4730,
      4730,
      ...[undefined, undefined, undefined, undefined],
    ]);
    expect(portNumber('gearman', join(folder, 'missing'))).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
