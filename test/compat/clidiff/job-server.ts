import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from '../../support/until.js';
import { freePort } from './loopback.js';

/** A gearmand that can be killed and come back on the same port. */
export class JobServer {
  readonly port: number;
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<JobServer> {
    const server = new JobServer(await freePort());
    await server.restart();
    return server;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Starts it, again and again while its port is not free yet, and waits until it answers. */
  async restart(): Promise<void> {
    await until(async () => {
      if (this.#process === undefined || this.#process.exitCode !== null) this.#spawn();
      return (await this.ask('version').catch(() => '')) !== '';
    });
  }

  async kill(): Promise<void> {
    const running = this.#process;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
    this.#process = undefined;
  }

  /** Asks a question of the admin protocol; an answer of many lines ends with a dot. */
  async ask(question: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    socket.setEncoding('latin1');
    let answer = '';
    const answered = new Promise<void>((resolve, reject) => {
      socket.on('data', (text: string) => {
        answer += text;
        if (question === 'version' ? answer.endsWith('\n') : /(^|\n)\.\n$/.test(answer)) resolve();
      });
      socket.on('error', reject);
      socket.on('close', () => resolve());
    });
    socket.write(`${question}\n`);
    await answered.finally(() => socket.destroy());
    return answer;
  }

  /** Counts the jobs and workers of a function. */
  async counts(functionName: string): Promise<Readonly<Record<string, number>>> {
    const row = (await this.ask('status')).split('\n').find((line) => line.startsWith(`${functionName}\t`)) ?? '';
    const [, total = 0, running = 0, workers = 0] = row.split('\t').map(Number);
    return { total, running, workers };
  }

  #spawn(): void {
    const args = ['-L', '127.0.0.1', '-p', `${this.port}`, '-l', 'stderr', '--verbose', 'ERROR'];
    this.#process = spawn('gearmand', args, { stdio: 'ignore' });
  }
}
