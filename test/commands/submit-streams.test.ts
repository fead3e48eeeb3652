import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startForeignWorker, stopProcess } from '../support/foreign-peers.js';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { startGearctl } from '../support/run-gearctl.js';
import { type Peer, type Script, ScriptedServer } from '../support/scripted-server.js';

const MIB = 1024 * 1024;

let gearmand: Gearmand;
let worker: ChildProcess;
const servers: ScriptedServer[] = [];

beforeAll(async () => {
  gearmand = await startGearmand();
  worker = await startForeignWorker('php', gearmand.port, 'echo');
});

afterAll(async () => {
  await stopProcess(worker);
  await gearmand.stop();
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function serve(script: Script): Promise<ScriptedServer> {
  const server = await ScriptedServer.start(script);
  servers.push(server);
  return server;
}

/** A server that accepts each job and hands it to `work`. */
function serveJobs(work: (handle: string, workload: Buffer, peer: Peer) => void): Promise<ScriptedServer> {
  let handles = 0;
  return serve({
    SUBMIT_JOB: ({ data }, peer) => {
      const handle = `H:${++handles}`;
      peer.send({ type: 'JOB_CREATED', handle });
      work(handle, Buffer.from(data), peer);
    },
  });
}

const complete = (handle: string, data: Uint8Array | string = '') =>
  ({ type: 'WORK_COMPLETE', handle, data: Buffer.from(data) }) as const;

/** The most memory that a process had, in MiB. */
async function peakMib(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  // A process that has just ended has none any more.
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}

describe('gearctl submit with bytes', () => {
  it.each([0, 1, 65_535, 65_536, 5 * MIB + 3])('gives back %d of them as they were', async (size) => {
    const data = randomBytes(size);
    const child = startGearctl(['submit', '-s', gearmand.address, 'echo']);
    child.stdin.end(data);
    const [stdout, [exit]] = await Promise.all([buffer(child.stdout), once(child, 'close')]);
    expect(exit).toBe(0);
    expect(Buffer.compare(stdout, data)).toBe(0);
  });

  it('takes a record of 100 MB to the server without a copy of it', async () => {
    const counter = await startForeignWorker('c', gearmand.port, 'length', 'length');
    const child = startGearctl(['submit', '-s', gearmand.address, '-0', 'length']);
    let peak = 0;
    const watch = setInterval(
      () =>
        void peakMib(child.pid).then(
          (mib) => (peak = Math.max(peak, mib)),
          () => undefined,
        ),
      10,
    );
    const stdout = text(child.stdout);
    const chunk = Buffer.alloc(MIB, 'x');
    for (let i = 0; i < 100; i++) if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
    child.stdin.end();
    const [exit] = await once(child, 'close');
    clearInterval(watch);
    await stopProcess(counter);
    expect({ stdout: await stdout, exit }).toEqual({ stdout: `${100 * MIB}`, exit: 0 });
    expect(peak).toBeGreaterThan(100);
    expect(peak).toBeLessThan(100 + 120);
  });
});

describe('gearctl submit with a stream', () => {
  it('prints the handle of a line as soon as the line has come', async () => {
    const child = startGearctl(['submit', '-s', gearmand.address, '-b', '-l', 'lines']);
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    for (const line of ['first', 'second', 'third']) {
      child.stdin.write(`${line}\n`);
      const { value } = await lines.next();
      expect(value).toMatch(/^H:/);
    }
    child.stdin.end();
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  it('needs no more memory for more lines', async () => {
    const lines = 400_000;
    const child = startGearctl(['submit', '-s', gearmand.address, '-b', '-l', 'many']);
    let [handles, peak] = [0, 0];
    child.stdout.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 0x0a) handles += 1;
    });
    const block = Buffer.from(
      Array.from({ length: 4000 }, (_, i) => `this is line ${i} of a block of lines\n`).join(''),
    );
    for (let sent = 0; sent < lines; sent += 4000) {
      if (!child.stdin.write(block)) await once(child.stdin, 'drain');
      if (sent === lines - 4000) peak = await peakMib(child.pid);
    }
    child.stdin.end();
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(handles).toBe(lines);
    expect(peak).toBeLessThan(150);
  });

  it('stops reading its input while the server reads nothing', async () => {
    const server = await serve({ OPTION_REQ: (_packet, peer) => peer.pause() });
    const child = startGearctl(['submit', '-s', server.address, '-b', '-l', 'f']);
    child.stdin.on('error', () => undefined);
    const line = Buffer.from(`${'x'.repeat(1023)}\n`);
    const block = Buffer.concat(new Array<Buffer>(1024).fill(line));
    let written = 0;
    let isBlocked = false;
    while (!isBlocked && written < 200) {
      written += 1;
      if (child.stdin.write(block)) continue;
      const drained = once(child.stdin, 'drain', { signal: AbortSignal.timeout(1000) });
      isBlocked = await drained.then(
        () => false,
        () => true,
      );
    }
    expect(isBlocked).toBe(true);
    expect(await peakMib(child.pid)).toBeLessThan(150);
    const stderr = text(child.stderr);
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([143, null]);
    expect(await stderr).toContain('jobs were not confirmed, and may run or not');
  });

  it('stops reading results while nobody reads its output', async () => {
    const piece = Buffer.alloc(MIB, 'x');
    let sent = 0;
    const server = await serveJobs((handle, _workload, peer) => {
      const pump = setInterval(() => {
        if (sent === 300) {
          clearInterval(pump);
          peer.send(complete(handle));
        } else {
          sent += 1;
          peer.send({ type: 'WORK_DATA', handle, data: piece });
        }
      }, 1);
    });
    const child = startGearctl(['submit', '-s', server.address, 'f', 'x']);
    await server.until(() => sent === 300 || server.openConnections === 0);
    const peak = await peakMib(child.pid);
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(bytes).toBe(300 * MIB);
    expect(peak).toBeLessThan(150);
  });
});

describe('gearctl submit with several jobs at once', () => {
  /** Ends jobs in the order 3, 1, 2, each with two pieces of data. */
  function serveOutOfOrder(): Promise<ScriptedServer> {
    const handles: string[] = [];
    return serveJobs((handle, _workload, peer) => {
      handles.push(handle);
      if (handles.length < 3) return;
      const [one = '', two = '', three = ''] = handles;
      const half = (of: string) => ({ type: 'WORK_DATA', handle: of, data: Buffer.from(`${of}a\n`) }) as const;
      peer.send(half(two), half(three), half(one));
      for (const of of [three, one, two]) peer.send(complete(of, `${of}b\n`));
    });
  }

  it.each([
    [['-k'], 'H:1a\nH:1b\nH:2a\nH:2b\nH:3a\nH:3b\n'],
    [['--group'], 'H:3a\nH:3b\nH:1a\nH:1b\nH:2a\nH:2b\n'],
    [[], 'H:3a\nH:3b\nH:1a\nH:1b\nH:2a\nH:2b\n'],
    [['--line-buffer'], 'H:2a\nH:3a\nH:1a\nH:3b\nH:1b\nH:2b\n'],
    [['--ungroup'], 'H:2a\nH:3a\nH:1a\nH:3b\nH:1b\nH:2b\n'],
    [['-k', '--tag={#}:'], '1:H:1a\n1:H:1b\n2:H:2a\n2:H:2b\n3:H:3a\n3:H:3b\n'],
  ])('writes the results as %j says', async (flags, expected) => {
    const server = await serveOutOfOrder();
    const child = startGearctl(['submit', '-s', server.address, '-j', '3', ...flags, 'f', 'x', 'y', 'z']);
    const [stdout, [exit]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect({ stdout, exit }).toEqual({ stdout: expected, exit: 0 });
  });
});

describe('gearctl submit whose output', () => {
  it('is closed ends with 141 and no word', async () => {
    const shell = `yes | "$0" bin/gearctl.js submit -s ${gearmand.address} -b -l closed | head -1; echo "\${PIPESTATUS[1]}"`;
    const child = spawn('bash', ['-c', shell, process.execPath], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    expect(stdout).toMatch(/^H:\S+\n141\n$/);
    expect(stderr).toBe('');
  });

  it('cannot be written ends with 74', async () => {
    const shell = `"$0" bin/gearctl.js submit -s ${gearmand.address} echo x > /dev/full`;
    const child = spawn('bash', ['-c', shell, process.execPath], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [stderr, [exit]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect(exit).toBe(74);
    expect(stderr).toContain('no space left on device');
  });

  it('is a terminal does not wait for one to be typed at', async () => {
    const shell = `exec script -qec '"${process.execPath}" bin/gearctl.js submit f' /dev/null`;
    const child = spawn('bash', ['-c', shell], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, [exit]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect(exit).toBe(64);
    expect(stdout).toContain('there is nothing to submit');
  });
});
