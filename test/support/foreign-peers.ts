import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { until } from './until.js';

/** Whose client or worker it is: gearmand's own C tools, PHP's extension, Perl's modules. */
export type Language = 'c' | 'php' | 'perl';

/**
 * What a foreign worker does with each job; `talk` reports progress (and, where it can, a warning and data) first, `hang`
 * takes a minute.
 */
export type WorkerMode = 'echo' | 'length' | 'fail' | 'exception' | 'talk' | 'nothing' | 'hang';

/** How a foreign client ended. */
export interface ClientRun {
  stdout: Buffer;
  stderr: string;
  exitCode: number | null;
}

/** What a script saw: values by name, with the handles of jobs replaced by `HANDLE`. */
export type Transcript = Readonly<Record<string, unknown>>;

const PEERS = 'test/fixtures/peers';

const cWorkerCommands: Readonly<Record<WorkerMode, readonly string[]>> = {
  echo: ['cat'],
  length: ['sh', '-c', 'wc -c | tr -d "[:space:]"'],
  fail: ['false'],
  exception: ['false'],
  talk: ['sh', '-c', 'printf part,; printf end'],
  nothing: ['true'],
  hang: ['sleep', '60'],
};

/** Starts a worker written by others and resolves once the server lists it. Stop it with `stopProcess`. */
export async function startForeignWorker(
  language: Language,
  port: number,
  functionName: string,
  mode: WorkerMode = 'echo',
): Promise<ChildProcess> {
  const commands: Record<Language, string[]> = {
    c: ['gearman', '-h', '127.0.0.1', '-p', `${port}`, '-w', '-f', functionName, '--', ...cWorkerCommands[mode]],
    php: ['php', '-d', 'memory_limit=-1', `${PEERS}/worker.php`, `${port}`, functionName, mode],
    perl: ['perl', `${PEERS}/worker.pl`, `${port}`, functionName, mode],
  };
  const [program = '', ...args] = commands[language];
  const worker = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  await until(async () =>
    (await askAdmin(port, 'workers')).split('\n').some((line) => line.endsWith(`: ${functionName}`)),
  );
  return worker;
}

/** Runs a client written by others to its end, with the workload on its stdin. */
export async function runForeignClient(
  language: Language,
  port: number,
  functionName: string,
  workload: Uint8Array,
  mode: 'run' | 'background' = 'run',
): Promise<ClientRun> {
  const background = mode === 'background' ? ['-b', '-v'] : [];
  const commands: Record<Language, string[]> = {
    c: ['gearman', '-h', '127.0.0.1', '-p', `${port}`, ...background, '-f', functionName],
    php: ['php', '-d', 'memory_limit=-1', `${PEERS}/client.php`, `${port}`, functionName, mode],
    perl: ['perl', `${PEERS}/client.pl`, `${port}`, functionName, mode],
  };
  const [program = '', ...args] = commands[language];
  const client = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  client.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  client.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  client.stdin.on('error', () => undefined);
  client.stdin.end(workload);
  const [exitCode] = (await once(client, 'close')) as [number | null];
  return { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString(), exitCode };
}

/** Starts a script of test/fixtures/peers with whatever its language is run by. Stop it with `stopProcess`. */
export function startScript(script: string, ...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
  const interpreters: Record<string, string> = { php: 'php', pl: 'perl', cjs: process.execPath };
  const interpreter = interpreters[script.slice(script.lastIndexOf('.') + 1)] ?? script;
  return spawn(interpreter, [`${PEERS}/${script}`, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs a script to its end, and gives what it printed: lines of JSON, a name and a value each. */
export async function playScript(script: string, ...args: string[]): Promise<Transcript> {
  const child = startScript(script, ...args);
  const [stdout, stderr, [exitCode, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (exitCode !== 0) throw new Error(`${script} ended with ${signal ?? exitCode}: ${stdout.slice(-500)}${stderr}`);
  const lines = stdout
    .replace(/H:[\w.-]+:\d+/g, 'HANDLE')
    .trimEnd()
    .split('\n');
  return Object.fromEntries(lines.map((line) => JSON.parse(line) as [string, unknown]));
}

/** Ends a process that a test started and waits until it is gone. */
export async function stopProcess(child: ChildProcess | undefined, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** Sends one admin command whose answer is a list, and gives the answer's text. Independent of the code under test. */
export async function askAdmin(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
    if (/^\.\n$|\n\.\n$|^(OK|ERR).*\n$/.test(answer)) socket.end();
  });
  socket.write(`${command}\r\n`);
  await once(socket, 'close');
  return answer;
}
