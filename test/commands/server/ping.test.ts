import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pingSchema } from '../../../src/cli/schemas/ping.js';
import { type Gearmand, startGearmand } from '../../support/gearmand.js';
import { violations } from '../../support/json-schema.js';
import { gearctl, startGearctl } from '../../support/run-gearctl.js';

const NOBODY = '127.0.0.1:1';

let gearmand: Gearmand;

beforeAll(async () => {
  gearmand = await startGearmand();
});
afterAll(() => gearmand.stop());

describe('gearctl server ping', () => {
  it('prints each echo as it comes, and a table at the end', async () => {
    const argv = ['server', 'ping', '-s', gearmand.address, '-c', '2', '-i', '10ms', '--size', '1K', '-o', 'table'];
    const { stdout, exit } = await gearctl(argv);
    const lines = stdout
      .split('\n')
      .map((line) => line.replace(/[\d.]+ ms/g, 'N ms').replaceAll(gearmand.address, 'q1'));
    expect(lines).toEqual([
      'q1  seq 1  N ms',
      'q1  seq 2  N ms',
      '',
      expect.stringMatching(/^SERVER +SENT +RECEIVED +MIN +AVG +P99 +MAX$/),
      expect.stringMatching(/^q1 +2 +2 +N ms +N ms +N ms +N ms$/),
      '',
    ]);
    expect(exit).toBe(0);
  });

  it('prints JSON as its schema says, and how many echoes were lost', async () => {
    const argv = ['server', 'ping', '-s', `${gearmand.address},${NOBODY}`, '-c', '2', '-i', '10ms'];
    const [json, lines] = await Promise.all([gearctl([...argv, '--json']), gearctl([...argv, '--jsonl'])]);
    const document = JSON.parse(json.stdout);
    expect(violations(document, pingSchema)).toEqual([]);
    expect(document.servers).toMatchObject([
      { server: gearmand.address, sent: 2, received: 2 },
      { server: NOBODY, sent: 2, received: 0, min_ms: null, p99_ms: null },
    ]);
    const types = lines.stdout
      .trimEnd()
      .split('\n')
      .map((line) => {
        const { type, ...event } = JSON.parse(line);
        expect(violations(event, { $ref: `#/$defs/${type}` }, pingSchema)).toEqual([]);
        return type;
      });
    expect(types).toEqual(['reply', 'reply', 'reply', 'reply', 'summary', 'summary']);
    expect(json).toMatchObject({ exit: 3, stderr: 'gearctl: 2 of 4 echoes did not come back\n' });
    expect(lines.exit).toBe(3);
  });

  it('ends with 69 at once when no server answers, and with 64 for a count that is none', async () => {
    const runs = await Promise.all([
      gearctl(['server', 'ping', '-s', NOBODY]),
      gearctl(['server', 'ping', '-s', NOBODY, '--json']),
      gearctl(['server', 'ping', '-c', '0']),
      gearctl(['server', 'ping', '--size', '1T']),
    ]);
    expect(runs.map(({ exit }) => exit)).toEqual([69, 69, 64, 64]);
  });

  it('sums up what came so far when it is interrupted', async () => {
    const child = startGearctl(['server', 'ping', '-s', gearmand.address, '-o', 'table', '-i', '1m']);
    child.stdout.once('data', () => child.kill('SIGINT'));
    const [stdout, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`^${gearmand.address} +1 +1 `));
    expect(status).toBe(130);
  });
});
