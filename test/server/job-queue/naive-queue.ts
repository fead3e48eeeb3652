import type { Priority } from '../../../src/server/job-queue/model.js';

/** What the naive queue knows of a job. */
export interface NaiveJob {
  handle: string;
  functionName: string;
  unique: string;
  priority: Priority;
  background: boolean;
  cancelled: boolean;
  retries: number;
  runAtEpochMs: number;
  worker: number | undefined;
  deadlineMs: number | undefined;
  clients: number[];
}

interface NaivePeer {
  abilities: { functionName: string; timeoutMs: number }[];
  sleep: 'awake' | 'asleep' | 'woken';
  exceptions: boolean;
}

/** What a peer was told: the type of the packet, and the handle in it. */
export type Told = [peer: number, type: string, handle?: string];

/** The rules of the job queue, written down as plainly as possible: one list of jobs in the order of their turn. */
export class NaiveQueue {
  jobs: NaiveJob[] = [];
  readonly peers = new Map<number, NaivePeer>();
  told: Told[] = [];
  nowMs = 0;
  #made = 0;

  join(peer: number): void {
    this.peers.set(peer, { abilities: [], sleep: 'awake', exceptions: false });
  }

  leave(peer: number): void {
    for (const job of this.jobs) job.clients = job.clients.filter((client) => client !== peer);
    this.peers.delete(peer);
    for (const job of this.jobs.filter((job) => job.worker === peer)) this.#requeue(job);
  }

  canDo(peer: number, functionName: string, timeoutMs: number): void {
    this.#peer(peer).abilities.unshift({ functionName, timeoutMs });
  }

  cantDo(peer: number, functionName: string): void {
    const worker = this.#peer(peer);
    worker.abilities = worker.abilities.filter((ability) => ability.functionName !== functionName);
    const held = this.jobs.filter((job) => job.worker === peer && job.functionName === functionName);
    for (const job of held) this.#requeue(job);
  }

  submit(
    peer: number,
    wanted: Pick<NaiveJob, 'functionName' | 'unique' | 'priority' | 'background' | 'runAtEpochMs'>,
  ): void {
    const same = (job: NaiveJob) =>
      wanted.unique !== '' && job.functionName === wanted.functionName && job.unique === wanted.unique;
    let job = this.jobs.find((other) => same(other) && !this.#isDead(other));
    if (job === undefined) {
      this.jobs = this.jobs.filter((other) => !same(other));
      this.#made += 1;
      job = {
        ...wanted,
        handle: `H:test:${this.#made}`,
        cancelled: false,
        retries: 0,
        worker: undefined,
        deadlineMs: undefined,
        clients: [],
      };
      this.jobs.push(job);
      this.#wake(job.functionName);
    } else if (job.cancelled) {
      job.cancelled = false;
      job.background = wanted.background;
    } else {
      job.background ||= wanted.background;
    }
    if (!wanted.background) job.clients.push(peer);
    this.told.push([peer, 'JOB_CREATED', job.handle]);
  }

  grab(peer: number): void {
    const worker = this.#peer(peer);
    worker.sleep = 'awake';
    const job = this.#choose(peer);
    if (job === undefined) {
      this.told.push([peer, 'NO_JOB']);
      return;
    }
    const index = worker.abilities.findIndex((ability) => ability.functionName === job.functionName);
    const [ability] = worker.abilities.splice(index, 1);
    if (ability === undefined) return;
    worker.abilities.push(ability);
    job.worker = peer;
    job.deadlineMs = ability.timeoutMs > 0 ? this.nowMs + ability.timeoutMs : undefined;
    this.told.push([peer, 'JOB_ASSIGN', job.handle]);
  }

  preSleep(peer: number): void {
    const worker = this.#peer(peer);
    if (this.#choose(peer) !== undefined) this.told.push([peer, 'NOOP']);
    else if (worker.sleep === 'awake') worker.sleep = 'asleep';
  }

  end(peer: number, handle: string, type: 'WORK_COMPLETE' | 'WORK_FAIL' | 'WORK_EXCEPTION'): void {
    const job = this.jobs.find((other) => other.handle === handle && other.worker === peer);
    if (job === undefined) {
      this.told.push([peer, 'ERROR']);
      return;
    }
    for (const client of job.clients) {
      const toldOf = type === 'WORK_EXCEPTION' && !this.#peer(client).exceptions ? 'WORK_FAIL' : type;
      this.told.push([client, toldOf, handle]);
    }
    this.jobs = this.jobs.filter((other) => other !== job);
  }

  cancel(handle: string): void {
    const job = this.jobs.find((other) => other.handle === handle);
    if (job === undefined) return;
    for (const client of job.clients) this.told.push([client, 'WORK_FAIL', handle]);
    job.cancelled = true;
  }

  pass(ms: number): void {
    const before = this.nowMs;
    this.nowMs += ms;
    const dueMs = (job: NaiveJob) =>
      job.worker === undefined ? job.runAtEpochMs : (job.deadlineMs ?? Number.POSITIVE_INFINITY);
    const number = (job: NaiveJob) => Number(job.handle.split(':')[2]);
    const due = this.jobs
      .filter((job) => dueMs(job) > before && dueMs(job) <= this.nowMs && !this.#isDead(job))
      .sort((a, b) => dueMs(a) - dueMs(b) || number(a) - number(b));
    for (const job of due) {
      if (job.worker !== undefined) {
        this.#requeue(job);
      } else {
        this.#toTheEnd(job);
        this.#wake(job.functionName);
      }
    }
  }

  /** The jobs that are not dead. */
  get living(): NaiveJob[] {
    return this.jobs.filter((job) => !this.#isDead(job));
  }

  #choose(peer: number): NaiveJob | undefined {
    const { abilities } = this.#peer(peer);
    const ready = this.living.filter((job) => job.worker === undefined && job.runAtEpochMs <= this.nowMs);
    for (const priority of ['high', 'normal', 'low']) {
      for (const { functionName } of abilities) {
        const job = ready.find((other) => other.priority === priority && other.functionName === functionName);
        if (job !== undefined) return job;
      }
    }
    return undefined;
  }

  #requeue(job: NaiveJob): void {
    job.worker = undefined;
    job.deadlineMs = undefined;
    job.retries += 1;
    this.#toTheEnd(job);
    this.#wake(job.functionName);
  }

  #toTheEnd(job: NaiveJob): void {
    this.jobs = [...this.jobs.filter((other) => other !== job), job];
  }

  #wake(functionName: string): void {
    for (const [number, peer] of this.peers) {
      if (peer.sleep !== 'asleep' || !peer.abilities.some((ability) => ability.functionName === functionName)) continue;
      peer.sleep = 'woken';
      this.told.push([number, 'NOOP']);
    }
  }

  #isDead(job: NaiveJob): boolean {
    return job.worker === undefined && (job.cancelled || (!job.background && job.clients.length === 0));
  }

  #peer(number: number): NaivePeer {
    const peer = this.peers.get(number);
    if (peer === undefined) throw new TypeError(`no peer ${number}`);
    return peer;
  }
}
