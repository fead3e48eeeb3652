import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Admin } from '../../../../src/admin/index.js';
import { Client, type Task } from '../../../../src/client/index.js';
import { until } from '../../../support/until.js';
import type { FaultStage } from './fault-stage.js';
import { FaultWorker } from './fault-worker.js';

const FUNCTION = 'fault';
const BACKGROUND_JOBS = 6;
const FOREGROUND_JOBS = 2;
const SLOTS = 3;

/** Who is killed, and when: before a job is begun, when one has begun, while it writes, when it has come to its end. */
const VICTIMS = ['worker', 'command', 'grandchild', 'server'] as const;
const PHASES = ['waiting', 'started', 'writing', 'ended'] as const;

/** A job that keeps an account of itself in a file, has a process of its own, and writes for a while. */
const SCRIPT = `
read -r job
sleep 0.2 & echo $! >"$1/$job.grandchild"
echo start $$ >>"$1/$job"
for part in 1 2 3 4 5 6 7 8 9 10; do head -c 20000 /dev/zero; sleep 0.02; done
wait
echo end >>"$1/$job"
`;

/** A job of a round. `handle` is that of its server. */
interface RoundJob {
  readonly name: string;
  readonly handle: string;
  readonly task: Task | undefined;
}

/** Kills whoever has to do with jobs, round by round, and says what became of them that should not have. */
export class KillRounds {
  readonly violations: string[] = [];
  readonly #stage: FaultStage;
  readonly #folder: string;
  readonly #argv: readonly string[];
  readonly #first = Math.floor(Math.random() * VICTIMS.length * PHASES.length);
  #worker: FaultWorker | undefined;
  #round = 0;

  constructor(stage: FaultStage, folder: string) {
    this.#stage = stage;
    this.#folder = join(folder, 'jobs');
    mkdirSync(this.#folder);
    const script = join(folder, 'job.sh');
    writeFileSync(script, SCRIPT);
    this.#argv = ['-j', `${SLOTS}`, FUNCTION, '--', 'sh', script, this.#folder];
  }

  /** Rounds take each victim in each phase in turn, beginning anywhere. */
  async run(rounds: number): Promise<void> {
    try {
      while (this.#round < rounds) await this.#runOne();
    } finally {
      await this.#dismiss();
    }
  }

  async #runOne(): Promise<void> {
    // 7 has no divisor in common with 16: all pairs have their turn, in no order.
    const pair = (this.#first + 7 * this.#round) % (VICTIMS.length * PHASES.length);
    const victim = VICTIMS[pair % VICTIMS.length] ?? 'worker';
    const phase = PHASES[Math.floor(pair / VICTIMS.length)] ?? 'waiting';
    this.#round += 1;
    const client = new Client({ servers: this.#stage.address });
    try {
      const begun = phase === 'waiting' ? this.#begin(client) : undefined;
      this.#worker ??= await FaultWorker.start(this.#stage.address, this.#argv);
      const jobs = await (begun ?? this.#begin(client));
      const ends = jobs.map(({ task }) => (task ? terminalsOf(task) : undefined));
      await this.#await(phase, jobs);
      const killed = await this.#kill(victim, jobs);
      const touched = jobs.filter(({ name }) => this.#lines(name).length > 0);
      if (victim === 'server' && !this.#stage.isDurable) return;
      this.#worker ??= await FaultWorker.start(this.#stage.address, this.#argv);
      await this.#emptied();
      await this.#judge({ victim, phase, jobs, touched, killed, ends: await Promise.all(ends) });
    } finally {
      await client.close();
    }
  }

  async #begin(client: Client): Promise<RoundJob[]> {
    const names = Array.from({ length: BACKGROUND_JOBS + FOREGROUND_JOBS }, (_, job) => `${this.#round}-${job}`);
    return Promise.all(
      names.map(async (name, index) => {
        if (index < BACKGROUND_JOBS) {
          return { name, handle: await client.background(FUNCTION, `${name}\n`), task: undefined };
        }
        const task = client.submit(FUNCTION, `${name}\n`);
        return { name, handle: (await task.created).handle, task };
      }),
    );
  }

  async #await(phase: (typeof PHASES)[number], jobs: readonly RoundJob[]): Promise<void> {
    if (phase === 'waiting') return;
    const word = phase === 'ended' ? 'end' : 'start';
    await until(() => jobs.some(({ name }) => this.#lines(name).some((line) => line.startsWith(word))));
    const atMs = performance.now() + Math.random() * 300;
    if (phase === 'writing') await until(() => performance.now() >= atMs);
  }

  /** Kills, and gives the job whose process that was. A worker or server that was killed is replaced. */
  async #kill(victim: (typeof VICTIMS)[number], jobs: readonly RoundJob[]): Promise<RoundJob | undefined> {
    const running = jobs.filter(({ name }) => {
      const lines = this.#lines(name);
      return lines.length > 0 && !lines.includes('end');
    });
    const job = running[Math.floor(Math.random() * running.length)];
    switch (victim) {
      case 'worker': {
        const worker = this.#worker;
        this.#worker = undefined;
        await worker?.kill();
        await worker?.leavesNothing();
        return undefined;
      }
      case 'server':
        await this.#stage.restart();
        if (!this.#stage.isDurable) await this.#dismiss();
        return undefined;
      case 'command':
        if (job !== undefined) killIfThere(Number(this.#lines(job.name)[0]?.split(' ')[1]));
        return job;
      case 'grandchild':
        if (job !== undefined) killIfThere(Number(readFileSync(join(this.#folder, `${job.name}.grandchild`), 'utf8')));
        return undefined;
    }
  }

  /** Ends the worker as an administrator does; nothing may be left of it. */
  async #dismiss(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#worker = undefined;
    worker.signal('SIGTERM');
    const status = await worker.exited;
    if (status !== 0) this.violations.push(`a worker ended with ${status}`);
    await worker.leavesNothing();
  }

  async #emptied(): Promise<void> {
    const admin = new Admin(this.#stage.address);
    try {
      const isEmpty = async () => (await admin.status()).every(({ total }) => total === 0);
      await until(async () => await isEmpty().catch(() => false), 30_000);
    } finally {
      await admin.close();
    }
  }

  async #judge({ victim, phase, jobs, touched, killed, ends }: RoundAccount): Promise<void> {
    const mayRepeat = victim === 'worker' || victim === 'server';
    for (const [index, job] of jobs.entries()) {
      const complain = (what: string) =>
        this.violations.push(`round ${this.#round}, ${victim} killed (${phase}), job ${job.name}: ${what}`);
      const lines = this.#lines(job.name);
      const ended = lines.filter((line) => line === 'end').length;
      const started = lines.length - ended;
      const isTouched = mayRepeat && touched.includes(job);
      const isLost = job.task !== undefined && victim === 'server';
      if (ended === 0 && job !== killed && !isLost) complain('never came to its end');
      if (started > (isTouched ? 2 : 1)) complain(`was begun ${started} times`);
      if (mayRepeat) continue;
      const told = job.task === undefined ? this.#worker?.outcomesOf(job.handle) : ends[index];
      const expected = ended === 1 ? 'complete' : 'fail';
      if (told?.join() !== expected) complain(`ended ${ended} times, and was told as '${told?.join()}'`);
    }
    for (const [index, told] of ends.entries()) {
      if (told !== undefined && told.length !== 1) this.violations.push(`${jobs[index]?.name} was told as ${told}`);
    }
  }

  #lines(job: string): string[] {
    try {
      return readFileSync(join(this.#folder, job), 'utf8').split('\n').filter(Boolean);
    } catch {
      return []; // It has not begun.
    }
  }
}

interface RoundAccount {
  readonly victim: (typeof VICTIMS)[number];
  readonly phase: (typeof PHASES)[number];
  readonly jobs: readonly RoundJob[];
  /** Those that had begun by the time that somebody had been killed. */
  readonly touched: readonly RoundJob[];
  readonly killed: RoundJob | undefined;
  /** What the clients of foreground jobs were told, by jobs. */
  readonly ends: readonly (string[] | undefined)[];
}

/** The ends that a task reports: there has to be one. */
async function terminalsOf(task: Task): Promise<string[]> {
  const terminals: string[] = [];
  for await (const { type } of task) {
    if (['complete', 'fail', 'exception', 'lost'].includes(type)) terminals.push(type);
  }
  return terminals;
}

function killIfThere(pid: number): void {
  try {
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}
