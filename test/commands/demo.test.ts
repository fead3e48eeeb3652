import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { stopProcess } from '../support/foreign-peers.js';
import { gearctl } from '../support/run-gearctl.js';
import { until } from '../support/until.js';

const folder = mkdtempSync(join(tmpdir(), 'gearctl-demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

const started: ChildProcess[] = [];
afterEach(async () => {
  for (const child of started.splice(0)) await stopProcess(child, 'SIGTERM');
});

/** Runs a line of shell, with this gearctl on the PATH. */
function shell(line: string): ChildProcess {
  const gearctlHere = `gearctl() { exec '${process.execPath}' '${process.cwd()}/bin/gearctl.js' "$@"; }`;
  const child = spawn('sh', ['-c', `${gearctlHere}; ${line}`], { stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(child);
  return child;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isConnected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isConnected;
}

const commandsIn = (stdout: string) => [...stdout.matchAll(/^ {3}\$ (.+)$/gm)].map(([, command = '']) => command);

describe('gearctl demo', () => {
  it('shows a job that waits, is worked on and gives the right result, in a screen and in a moment', async () => {
    const startedAt = performance.now();
    const { stdout, stderr, exit } = await gearctl(['demo'], { env: { TMPDIR: folder } });
    expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 });
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(stdout.split('\n').length).toBeLessThan(25);
    const [file, lines] = /✓ (\S+) does have (\d+) lines$/m.exec(stdout)?.slice(1) ?? [];
    expect(stdout).toContain(`\n   ${lines}\n`);
    expect(stdout).toContain(`how many lines has ${file}?`);
    expect(stdout).toMatch(/^ {3}lines {2}! +1 +0 +0 {2}no worker$/m);
    expect(stdout).toMatch(/^ {3}lines +0 +1 +1$/m);
  });

  it('leaves neither a file nor a server behind', async () => {
    const { stdout } = await gearctl(['demo'], { env: { TMPDIR: folder } });
    expect(readdirSync(folder)).toEqual([]);
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(stdout)?.[1]);
    expect(await isListening(port)).toBe(false);
  });

  it('shows commands that do the same when they are typed', async () => {
    const { stdout } = await gearctl(['demo']);
    const [serve = '', submit = '', status = '', work = ''] = commandsIn(stdout);
    const port = Number(/:(\d+)$/.exec(serve)?.[1]);
    shell(serve);
    await until(() => isListening(port));
    const submitted = shell(submit.replace(/ &$/, ''));
    const rows = async () => text(shell(status).stdout ?? process.stdin);
    await until(async () => (await rows()) === 'lines\t1\t0\t0\n');
    shell(work);
    const result = await text(submitted.stdout ?? process.stdin);
    expect(stdout).toContain(`\n   ${result.trim()}\n`);
  });

  it('is ASCII where the terminal shows no more', async () => {
    const { stdout } = await gearctl(['demo'], { env: { LANG: 'C' } });
    expect(stdout).toMatch(/^[\n\x20-\x7e]+$/);
    expect(stdout).toMatch(/^ {3}ok: \S+ does have \d+ lines$/m);
  });

  it('says what is in its way', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? `${address?.port}` : '';
    const taken = await gearctl(['demo', '--port', port]);
    expect(taken.exit).toBe(73);
    expect(taken.stderr).toContain(port);
    server.close();
    await once(server, 'close');

    const lacking = await gearctl(['demo'], { env: { PATH: folder } });
    expect(lacking.exit).toBe(127);
    expect(lacking.stderr).toContain('cannot find wc');
  });
});
