import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readJournal } from '../../src/journal/index.js';
import { startScript } from '../sqlite/stage.js';
import { gathered, handlesIn, journalFolder } from './shared-stage.js';

const PROCESSES = 8;
const OUTCOMES = 5000;
const DEADLINE_MS = 60_000;

/** The Nodes that share the journal: each process has another one than the next. */
const NODES = [process.execPath, 'test/peers/node_modules/node22/bin/node'];

/**
 * Adds outcomes with results of up to 20 000 bytes, and acknowledges each on stdout as soon as `add` has returned. It
 * begins when it is told to, for all of them to write at once.
 */
const WRITER = `
  import { writeSync } from 'node:fs';
  import { openSharedJournal } from './dist/journal/index.js';
  const [, folder, name, outcomes] = process.argv;
  const journal = await openSharedJournal(folder, { onTrouble: (error) => console.error(error), retention: { maxOutcomes: 1e6 } });
  writeSync(1, 'ready\\n');
  process.stdin.once('data', async () => {
    for (let number = 0; number < Number(outcomes); number++) {
      const result = Buffer.alloc(number % 50 === 0 ? 20_000 : number % 100, name);
      journal.add({
        handle: name + ':' + number, functionName: 'f', unique: '', server: 'q1:4730', outcome: 'complete', exitCode: 0,
        signal: null, message: '', attempts: 1, startedAtMs: Date.now(), endedAtMs: Date.now(), bytesIn: 0,
        bytesOut: result.length, workerId: name, pid: process.pid, slot: 1, result,
      });
      writeSync(1, number + '\\n');
      // Others have their turn on a machine with few processors.
      if (number % 100 === 0) await new Promise(setImmediate);
    }
    await journal.close();
    process.exit();
  });
`;

/** A process that writes, and what it has acknowledged. */
interface Writer {
  readonly child: ChildProcess;
  readonly name: string;
  readonly acknowledged: number[];
  readonly ended: Promise<unknown>;
}

async function startWriter(folder: string, index: number): Promise<Writer> {
  const name = `w${index}`;
  const node = NODES[index % NODES.length] ?? process.execPath;
  const args = ['--input-type=module', '-e', WRITER, folder, name, String(OUTCOMES)];
  const child = spawn(node, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  // The one that is killed may not have read it.
  child.stdin.on('error', () => undefined);
  const acknowledged: number[] = [];
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  lines.on('line', (line) => acknowledged.push(Number(line)));
  return { child, name, acknowledged, ended };
}

describe('A journal that many processes write to at once', () => {
  it(
    'has every outcome once that was added, also by those that were killed',
    async () => {
      const folder = journalFolder();
      const writers = await Promise.all(Array.from({ length: PROCESSES }, (_, index) => startWriter(folder, index)));
      const tail = await readJournal(folder).tail();
      for (const { child } of writers) child.stdin?.end('go\n');

      // Three are killed in the middle, each at another time.
      const killed = writers.slice(0, 3).map(async ({ child, acknowledged }, index) => {
        while (acknowledged.length < 1000 * (index + 1)) await once(child.stdout ?? child, 'data');
        child.kill('SIGKILL');
      });
      const followed: string[] = [];
      let isOver = false;
      const following = (async () => {
        for (let last = false; !last; ) {
          last = isOver;
          followed.push(...(await gathered(tail.next())).map(({ handle }) => handle));
          await new Promise(setImmediate);
        }
      })();
      await Promise.all([...killed, ...writers.map(({ ended }) => ended)]);
      isOver = true;
      await following;

      const handles = await handlesIn(folder);
      expect(new Set(handles).size).toBe(handles.length);
      const kept = new Set(handles);
      for (const { name, acknowledged, child } of writers) {
        expect(acknowledged.filter((number) => !kept.has(`${name}:${number}`))).toEqual([]);
        const count = handles.filter((handle) => handle.startsWith(`${name}:`)).length;
        if (child.signalCode === null) expect(count).toBe(OUTCOMES);
        else expect(count - acknowledged.length).toBeLessThanOrEqual(1);
      }
      expect(writers.filter(({ child }) => child.signalCode === 'SIGKILL')).toHaveLength(3);
      expect(followed.sort()).toEqual(handles.sort());
    },
    DEADLINE_MS,
  );
});

describe('A journal without room', () => {
  it('loses what does not fit, says so once, and goes on when there is room', async () => {
    const folder = journalFolder();
    const script = `
      import { createInterface } from 'node:readline';
      import { openSharedJournal } from './dist/journal/index.js';
      const journal = await openSharedJournal(process.argv[1], { onTrouble: ({ fault }) => console.log(fault) });
      console.log('open');
      let number = 0;
      for await (const _ of createInterface({ input: process.stdin })) {
        number += 1;
        journal.add({
          handle: 'H:' + number, functionName: 'f', unique: '', server: 'q1:4730', outcome: 'complete', exitCode: 0,
          signal: null, message: '', attempts: 1, startedAtMs: 0, endedAtMs: 0, bytesIn: 0, bytesOut: 3000, workerId: 'w',
          pid: process.pid, slot: 1, result: Buffer.alloc(3000, 'x'),
        });
        console.log('added');
      }`;
    // A limit to the size of files, 8 KiB, does what a full disk does, and needs no disk.
    const writer = startScript(script, [folder], 'ulimit -S -f 16');
    expect(await writer.nextLine()).toBe('open');
    const add = async () => {
      writer.child.stdin?.write('next\n');
      return await writer.nextLine();
    };
    expect([await add(), await add()]).toEqual(['added', 'added']);
    expect([await add(), await writer.nextLine(), await add()]).toEqual(['full', 'added', 'added']);
    expect(await handlesIn(folder)).toEqual(['H:1', 'H:2']);
    execFileSync('prlimit', [`--pid=${writer.pid}`, '--fsize=unlimited:unlimited']);
    expect(await add()).toBe('added');
    expect(await handlesIn(folder)).toEqual(['H:1', 'H:2', 'H:5']);
  });
});
