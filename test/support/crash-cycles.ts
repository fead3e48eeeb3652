import { CrashLedger } from './crash-ledger.js';
import { CrashPeer } from './crash-peer.js';
import { until } from './until.js';
import { request } from './wire-peer.js';

const CAN_DO = 1;
const PRE_SLEEP = 4;
const NOOP = 6;
const JOB_CREATED = 8;
const NO_JOB = 10;
const WORK_COMPLETE = 13;
const WORK_FAIL = 14;
const SUBMIT_JOB_BG = 18;
const GRAB_JOB_UNIQ = 30;
const JOB_ASSIGN_UNIQ = 31;
const SUBMIT_JOB_HIGH_BG = 32;
const SUBMIT_JOB_LOW_BG = 34;
const SUBMIT_JOB_EPOCH = 36;

const KINDS = ['offered', 'acknowledged', 'assigned', 'completed'] as const;
const FUNCTION = 'crash';
const CLIENTS = 3;
const WORKERS = 3;
const IN_FLIGHT = 20;
/** The longest workload. */
const MAX_WORKLOAD_BYTES = 3000;
/** Nothing new is submitted while so many jobs wait, lest the queue grow from life to life. */
const MAX_WAITING = 300;
const LIFE_DEADLINE_MS = 60_000;

/** A server under test: it was started on the same file as the one before it. */
export interface CrashServer {
  readonly port: number;
  /** Kills it by SIGKILL, and waits until it is gone. */
  stop(): Promise<void>;
}

/** How a server is to be tested. */
export interface CrashPlan {
  readonly cycles: number;
  readonly start: () => Promise<CrashServer>;
  /** Which share of the jobs has a unique. Default: a half. */
  readonly uniqueShare?: number;
  /** How many events of one kind a server lives to see: at random up to 500 unless told otherwise. */
  readonly events?: () => number;
}

/** A job that was submitted, as its worker must get it. */
interface Submission {
  readonly packet: Buffer;
  readonly unique: string;
  readonly workload: Buffer;
  /** 0: high, 1: normal, 2: low. */
  readonly priority: number;
  /** Not to be worked before; 0: at once. */
  readonly runAtEpochSeconds: number;
}

interface Submitter {
  readonly peer: CrashPeer;
  submit(job: number): void;
  unanswered(): number;
}

/**
 * Kills a server under load again and again, starts it on the same file, works at the end whatever there is, and gives
 * the ledger: it has violations for what was wrong, and jobs that are still `queued` are lost.
 */
export async function runCrashCycles(plan: CrashPlan): Promise<CrashLedger> {
  const run = new CrashRun(plan);
  for (let cycle = 0; cycle < plan.cycles; cycle++) await run.live();
  await run.drain();
  return run.ledger;
}

class CrashRun {
  readonly ledger = new CrashLedger();
  readonly #plan: CrashPlan;
  readonly #submissions: Submission[] = [];

  constructor(plan: CrashPlan) {
    this.#plan = plan;
  }

  /** One life of the server: what is doubtful is submitted again, then load, until it has seen enough. */
  async live(): Promise<void> {
    const { start, events = () => Math.ceil(Math.random() * 500) } = this.#plan;
    const server = await start();
    const { counts } = this.ledger;
    const kind = KINDS[Math.floor(Math.random() * KINDS.length)] ?? 'offered';
    let stopped: Promise<void> | undefined;
    try {
      await this.#submitAgain(server.port);
      const last = counts[kind] + events();
      const full = counts.offered - counts.completed + MAX_WAITING - this.ledger.jobs('queued').length;
      const hasRoom = () => counts.offered - counts.completed < full;
      const onEvent = () => {
        for (const client of clients) this.#fillWindow(client, hasRoom);
        if (counts[kind] >= last) stopped ??= server.stop();
      };
      const clients = Array.from({ length: CLIENTS }, () => this.#submitter(server.port, onEvent));
      const workers = Array.from({ length: WORKERS }, () => this.#worker(server.port, onEvent));
      onEvent();
      await until(() => stopped !== undefined, LIFE_DEADLINE_MS);
      await Promise.all([...clients.map(({ peer }) => peer), ...workers].map(({ closed }) => closed));
    } finally {
      await (stopped ?? server.stop());
    }
    this.ledger.killed();
  }

  /** The last life: everything is worked, in the order of the priorities. */
  async drain(): Promise<void> {
    const server = await this.#plan.start();
    try {
      const lastRunAt = Math.max(0, ...this.#submissions.map(({ runAtEpochSeconds }) => runAtEpochSeconds));
      await until(() => Date.now() >= lastRunAt * 1000);
      let priority = 0;
      let isEmpty = false;
      const worker = new CrashPeer(server.port, (number, body) => {
        if (number === NO_JOB) isEmpty = true;
        if (number !== JOB_ASSIGN_UNIQ) return;
        const { job, handle } = this.#assigned(body);
        const next = this.#submissions[job]?.priority ?? 0;
        if (next < priority) this.ledger.violations.push(`job ${job} came after jobs of a lower priority`);
        priority = next;
        this.ledger.complete(job);
        worker.send(request(WORK_COMPLETE, handle, ''), request(GRAB_JOB_UNIQ));
      });
      worker.send(request(CAN_DO, FUNCTION), request(GRAB_JOB_UNIQ));
      await until(() => isEmpty, LIFE_DEADLINE_MS);
      await worker.close();
    } finally {
      await server.stop();
    }
  }

  /** Submits the doubtful jobs that have a unique once more, as a client does that never heard of them, and some others. */
  async #submitAgain(port: number): Promise<void> {
    const { ledger } = this;
    const queued = ledger.jobs('queued').slice(0, IN_FLIGHT);
    const again = [...ledger.jobs('doubtful'), ...queued].filter((job) => this.#submissions[job]?.unique);
    const client = this.#submitter(port, () => undefined);
    for (const job of again) client.submit(job);
    await until(() => client.unanswered() === 0, LIFE_DEADLINE_MS);
    await client.peer.close();
  }

  #fillWindow(client: Submitter, hasRoom: () => boolean): void {
    while (client.unanswered() < IN_FLIGHT && hasRoom()) {
      const job = this.#submissions.length;
      this.#submissions.push(this.#newSubmission(job));
      client.submit(job);
    }
  }

  /** A connection that pairs its submissions with the answers, which come in the same order. */
  #submitter(port: number, onAnswer: () => void): Submitter {
    const unanswered: { job: number; offer: number }[] = [];
    const peer = new CrashPeer(port, (number, body) => {
      const first = unanswered.shift();
      if (number === JOB_CREATED && first !== undefined) this.ledger.acknowledge(first.job, first.offer);
      else this.ledger.violations.push(`a submission was answered by packet ${number}: ${body.toString('latin1')}`);
      onAnswer();
    });
    const submit = (job: number) => {
      unanswered.push({ job, offer: this.ledger.offer(job) });
      peer.send(this.#submissions[job]?.packet ?? Buffer.alloc(0));
    };
    return { peer, submit, unanswered: () => unanswered.length };
  }

  /** A worker with one job at a time, so that the answer to its next grab says that its completion was dealt with. */
  #worker(port: number, onEvent: () => void): CrashPeer {
    let completed: number | undefined;
    const worker = new CrashPeer(port, (number, body) => {
      if (number === NOOP) return worker.send(request(GRAB_JOB_UNIQ));
      if (completed !== undefined) this.ledger.dealtWith(completed);
      completed = undefined;
      if (number === NO_JOB) return worker.send(request(PRE_SLEEP));
      const { job, handle } = this.#assigned(body);
      completed = job;
      this.ledger.complete(job);
      const end = Math.random() < 0.9 ? request(WORK_COMPLETE, handle, 'done') : request(WORK_FAIL, handle);
      worker.send(end, request(GRAB_JOB_UNIQ));
      onEvent();
    });
    worker.send(request(CAN_DO, FUNCTION), request(GRAB_JOB_UNIQ));
    return worker;
  }

  /** Enters a JOB_ASSIGN_UNIQ into the ledger, and compares it with what was submitted. */
  #assigned(body: Buffer): { job: number; handle: string } {
    const [handle = '', functionName = '', unique = ''] = body.toString('latin1').split('\0', 3);
    const workload = body.subarray(handle.length + functionName.length + unique.length + 3);
    const job = Number.parseInt(workload.toString('latin1', 0, 12), 10);
    this.ledger.assign(job, handle);
    const submission = this.#submissions[job];
    if (submission === undefined || submission.unique !== unique || !submission.workload.equals(workload))
      this.ledger.violations.push(`job ${job} is not as it was submitted`);
    if (Date.now() < (submission?.runAtEpochSeconds ?? 0) * 1000)
      this.ledger.violations.push(`job ${job} was given out before its time`);
    return { job, handle };
  }

  #newSubmission(job: number): Submission {
    const { uniqueShare = 0.5 } = this.#plan;
    const unique = Math.random() < uniqueShare ? `unique-${job}` : '';
    const filler = Math.floor(Math.random() ** 4 * MAX_WORKLOAD_BYTES);
    const workload = Buffer.concat([Buffer.from(`${job}`.padEnd(12)), Buffer.alloc(filler, job % 256)]);
    const priority = Math.floor(Math.random() * 3);
    const isTimed = priority === 1 && Math.random() < 0.1;
    const runAtEpochSeconds = isTimed ? Math.floor(Date.now() / 1000) + 1 : 0;
    const number = [SUBMIT_JOB_HIGH_BG, SUBMIT_JOB_BG, SUBMIT_JOB_LOW_BG][priority] ?? SUBMIT_JOB_BG;
    const packet = isTimed
      ? request(SUBMIT_JOB_EPOCH, FUNCTION, unique, `${runAtEpochSeconds}`, workload)
      : request(number, FUNCTION, unique, workload);
    return { packet, unique, workload, priority, runAtEpochSeconds };
  }
}
