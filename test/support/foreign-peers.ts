import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from './until.js';

/** Whose client or worker it is: gearmand's own C tools, PHP's extension, Perl's modules. */
export type Language = 'c' | 'php' | 'perl';

/** What a foreign worker does with each job; `talk` reports progress (and, where it can, a warning and data) first. */
export type WorkerMode = 'echo' | 'length' | 'fail' | 'exception' | 'talk';

/** How a foreign client ended. */
export interface ClientRun {
  stdout: Buffer;
  stderr: string;
  exitCode: number | null;
}

const PEERS = 'test/fixtures/peers';

const cWorkerCommands: Readonly<Record<WorkerMode, readonly string[]>> = {
  echo: ['cat'],
  length: ['sh', '-c', 'wc -c | tr -d "[:space:]"'],
  fail: ['false'],
  exception: ['false'],
  talk: ['sh', '-c', 'printf part,; printf end'],
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
