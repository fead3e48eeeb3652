import type { Priority } from '../../../src/server/job-queue/model.js';

/** What the naive queue knows of a job. */
export interface NaiveJob {
  handle: string;
  functionName: string;
  unique: string;
  priority: Priority;
  background: boolean;
  cancelled: boolean;
  losses: number;
  runAtEpochMs: number;
  worker: number | undefined;
  deadlineMs: number | undefined;
  clients: number[];
}

interface NaivePeer {
  abilities: { functionName: string; timeoutMs: number }[];
  sleep: 'awake' | 'asleep' | 'woken';
  exceptions: boolean;
  /** Jobs that it may report on though it does not hold them. */
  late: Map<string, 'timeout' | 'exception'>;
}

/** What a peer was told: the type of the packet, and the handle in it. */
export type Told = [peer: number, type: string, handle?: string];

/** What is kept of a job over a restart. */
type Kept = Pick<NaiveJob, 'handle' | 'functionName' | 'unique' | 'priority' | 'runAtEpochMs'>;

/**
 * The rules of the job queue, written down as plainly as possible: one list of jobs in the order of their turn. What
 * peers are told is theirs when the turn is committed.
 */
export class NaiveQueue {
  jobs: NaiveJob[] = [];
  readonly peers = new Map<number, NaivePeer>();
  told: Told[] = [];
  nowMs = 0;
  /** What a restart brings back, by handle. */
  readonly kept = new Map<string, Kept>();
  readonly #maxLosses: number;
  #made = 0;
  /** What peers will be told; an answer to a submission in the background counts only if that is kept. */
  #pending: { told: Told; background?: boolean }[] = [];
  #toKeep = new Map<string, Kept>();
  /** The jobs that were to be kept at some time in this turn, whatever became of them. */
  readonly #askedToKeep = new Set<string>();
  #toDrop = new Set<string>();
  /** Background jobs with this number and higher ones are not kept yet. */
  #heldFrom = Number.POSITIVE_INFINITY;
  readonly #promoted = new Set<string>();

  constructor(maxLosses = 0) {
    this.#maxLosses = maxLosses;
  }

  join(peer: number): void {
    this.peers.set(peer, { abilities: [], sleep: 'awake', exceptions: false, late: new Map() });
  }

  /** All that has changed is kept, and everybody is told what there is to tell. */
  commit(): void {
    for (const handle of this.#toDrop) this.kept.delete(handle);
    for (const [handle, job] of this.#toKeep) this.kept.set(handle, job);
    this.#toDrop.clear();
    this.#endTurn(() => true);
  }

  /** No new job is kept: whoever asked for one to be is refused, and whoever waits for one that is gone. */
  failCommit(): void {
    const gone = this.jobs.filter((job) => this.#isHeld(job) && !this.#promoted.has(job.handle));
    this.jobs = this.jobs.filter((job) => !gone.includes(job));
    for (const job of this.jobs) if (this.#promoted.has(job.handle)) job.background = false;
    const refused = (handle: string, background: boolean) =>
      background ? this.#askedToKeep.has(handle) : gone.some((job) => job.handle === handle);
    this.#endTurn((handle, background) => !refused(handle, background));
  }

  /** The server ends without a word and begins anew, with other peers. */
  restart(): void {
    this.failCommit();
    this.told = [];
    this.peers.clear();
    this.#toDrop.clear();
    this.jobs = Array.from(this.kept.values(), (kept) => ({
      ...kept,
      background: true,
      cancelled: false,
      losses: 0,
      worker: undefined,
      deadlineMs: undefined,
      clients: [],
    })).sort((a, b) => numberOf(a) - numberOf(b));
  }

  leave(peer: number): void {
    for (const job of this.jobs) job.clients = job.clients.filter((client) => client !== peer);
    this.peers.delete(peer);
    for (const job of this.jobs.filter((job) => job.worker === peer)) this.#lose(job);
  }

  canDo(peer: number, functionName: string, timeoutMs: number): void {
    this.#peer(peer).abilities.unshift({ functionName, timeoutMs });
  }

  cantDo(peer: number, functionName: string): void {
    const worker = this.#peer(peer);
    worker.abilities = worker.abilities.filter((ability) => ability.functionName !== functionName);
    const held = this.jobs.filter((job) => job.worker === peer && job.functionName === functionName);
    for (const job of held) this.#lose(job);
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
        losses: 0,
        worker: undefined,
        deadlineMs: undefined,
        clients: [],
      };
      this.jobs.push(job);
      if (wanted.background) this.#heldFrom = Math.min(this.#heldFrom, this.#made);
      if (wanted.background) this.#keep(job);
      this.#wake(job.functionName);
    } else {
      if (job.cancelled) job.background = false;
      job.cancelled = false;
      if (wanted.background && !job.background) {
        job.background = true;
        this.#promoted.add(job.handle);
        this.#keep(job);
      }
    }
    if (!wanted.background) job.clients.push(peer);
    this.#pending.push({ told: [peer, 'JOB_CREATED', job.handle], background: wanted.background });
  }

  grab(peer: number): void {
    const worker = this.#peer(peer);
    worker.sleep = 'awake';
    const job = this.#choose(peer);
    if (job === undefined) {
      this.#tell([peer, 'NO_JOB']);
      return;
    }
    const index = worker.abilities.findIndex((ability) => ability.functionName === job.functionName);
    const [ability] = worker.abilities.splice(index, 1);
    if (ability === undefined) return;
    worker.abilities.push(ability);
    job.worker = peer;
    worker.late.delete(job.handle);
    job.deadlineMs = ability.timeoutMs > 0 ? this.nowMs + ability.timeoutMs : undefined;
    this.#tell([peer, 'JOB_ASSIGN', job.handle]);
  }

  preSleep(peer: number): void {
    const worker = this.#peer(peer);
    if (this.#choose(peer, 'held as well') !== undefined) this.#tell([peer, 'NOOP']);
    else if (worker.sleep === 'awake') worker.sleep = 'asleep';
  }

  end(peer: number, handle: string, type: 'WORK_COMPLETE' | 'WORK_FAIL' | 'WORK_EXCEPTION'): void {
    const job = this.jobs.find((other) => other.handle === handle && other.worker === peer);
    if (job === undefined) {
      const { late } = this.#peer(peer);
      const cause = late.get(handle);
      if (cause === 'timeout' || (cause === 'exception' && type === 'WORK_FAIL')) late.delete(handle);
      else this.#tell([peer, 'ERROR']);
      return;
    }
    if (type === 'WORK_EXCEPTION') this.#peer(peer).late.set(handle, 'exception');
    for (const client of job.clients) {
      const toldOf = type === 'WORK_EXCEPTION' && !this.#peer(client).exceptions ? 'WORK_FAIL' : type;
      this.#tell([client, toldOf, handle]);
    }
    this.#forget(job);
  }

  cancel(handle: string): void {
    const job = this.jobs.find((other) => other.handle === handle);
    if (job === undefined) return;
    for (const client of job.clients) this.#tell([client, 'WORK_FAIL', handle]);
    if (job.background && !job.cancelled) this.#drop(job);
    job.cancelled = true;
  }

  pass(ms: number): void {
    const before = this.nowMs;
    this.nowMs += ms;
    const dueMs = (job: NaiveJob) =>
      job.worker === undefined ? job.runAtEpochMs : (job.deadlineMs ?? Number.POSITIVE_INFINITY);
    const due = this.jobs
      .filter((job) => dueMs(job) > before && dueMs(job) <= this.nowMs && !this.#isDead(job))
      .sort((a, b) => dueMs(a) - dueMs(b) || numberOf(a) - numberOf(b));
    for (const job of due) {
      if (job.worker !== undefined) {
        this.#peer(job.worker).late.set(job.handle, 'timeout');
        this.#lose(job);
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

  #choose(peer: number, which: 'kept' | 'held as well' = 'kept'): NaiveJob | undefined {
    const { abilities } = this.#peer(peer);
    const ready = this.living.filter((job) => job.worker === undefined && job.runAtEpochMs <= this.nowMs);
    for (const priority of ['high', 'normal', 'low']) {
      for (const { functionName } of abilities) {
        const job = ready.find((other) => other.priority === priority && other.functionName === functionName);
        // One that is held holds up all behind it.
        if (job !== undefined && (which === 'held as well' || !this.#isHeld(job))) return job;
      }
    }
    return undefined;
  }

  #lose(job: NaiveJob): void {
    const ignored = job.cancelled || (!job.background && job.clients.length === 0);
    job.losses += 1;
    if (this.#maxLosses > 0 && job.losses >= this.#maxLosses && !ignored) {
      for (const client of job.clients) this.#tell([client, 'WORK_FAIL', job.handle]);
      this.#forget(job);
      return;
    }
    job.worker = undefined;
    job.deadlineMs = undefined;
    this.#toTheEnd(job);
    this.#wake(job.functionName);
  }

  #forget(job: NaiveJob): void {
    if (job.background && !job.cancelled) this.#drop(job);
    this.jobs = this.jobs.filter((other) => other !== job);
  }

  #keep({ handle, functionName, unique, priority, runAtEpochMs }: NaiveJob): void {
    this.#toDrop.delete(handle);
    this.#askedToKeep.add(handle);
    this.#toKeep.set(handle, { handle, functionName, unique, priority, runAtEpochMs });
  }

  #drop({ handle }: NaiveJob): void {
    if (!this.#toKeep.delete(handle)) this.#toDrop.add(handle);
  }

  #isHeld(job: NaiveJob): boolean {
    return job.background && numberOf(job) >= this.#heldFrom;
  }

  #tell(told: Told): void {
    this.#pending.push({ told });
  }

  #endTurn(isKept: (handle: string, background: boolean) => boolean): void {
    for (const { told, background } of this.#pending) {
      const [peer, , handle = ''] = told;
      if (!this.peers.has(peer)) continue;
      const isRefused = background !== undefined && !isKept(handle, background);
      this.told.push(isRefused ? [peer, 'refused'] : told);
    }
    this.#pending = [];
    this.#toKeep.clear();
    this.#askedToKeep.clear();
    this.#heldFrom = Number.POSITIVE_INFINITY;
    this.#promoted.clear();
  }

  #toTheEnd(job: NaiveJob): void {
    this.jobs = [...this.jobs.filter((other) => other !== job), job];
  }

  #wake(functionName: string): void {
    for (const [number, peer] of this.peers) {
      if (peer.sleep !== 'asleep' || !peer.abilities.some((ability) => ability.functionName === functionName)) continue;
      peer.sleep = 'woken';
      this.#tell([number, 'NOOP']);
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

function numberOf({ handle }: NaiveJob): number {
  return Number(handle.split(':')[2]);
}
