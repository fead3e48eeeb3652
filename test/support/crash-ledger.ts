/**
 * What is known of a job, from what its client and its workers were told:
 *
 *     offered ──acknowledged──► queued ──assigned──► running ──completed──► completing ──settled──► done
 *        │                        ▲                     │                       │
 *        └──────kill──────┐       └────────kill─────────┤                       │
 *                         ▼            if acknowledged  │ else                  │
 *                      doubtful ◄───────────────────────┴────────kill───────────┘
 *
 * A doubtful job may be there or not: it can be assigned or offered again. A queued one must be there, a done one must not.
 */
type State = 'offered' | 'queued' | 'running' | 'completing' | 'done' | 'doubtful';

interface Entry {
  state: State;
  isAcknowledged: boolean;
  /** Of a completing job that the server has dealt with: how many offers there had been by then. */
  settlesAfterOffer: number | undefined;
  /** The handles under which it was given out, the last one at the end. */
  readonly handles: string[];
}

/**
 * Keeps account of the background jobs that were given to a server that is killed again and again, and notes whatever a
 * durable server must not do. A completion is settled once a job that was offered after it is acknowledged: the server
 * syncs the one with the other.
 */
export class CrashLedger {
  /** What went wrong so far, one sentence each. */
  readonly violations: string[] = [];
  readonly counts = { offered: 0, acknowledged: 0, assigned: 0, completed: 0 };
  readonly #entries = new Map<number, Entry>();
  readonly #unsettled = new Set<number>();

  /** Notes that a job is about to be sent, for the first time or again, and gives the number of the offer. */
  offer(job: number): number {
    const entry = this.#entries.get(job);
    if (entry === undefined) {
      this.#entries.set(job, { state: 'offered', isAcknowledged: false, settlesAfterOffer: undefined, handles: [] });
    } else if (entry.state === 'doubtful') {
      entry.state = 'offered';
    }
    return this.counts.offered++;
  }

  acknowledge(job: number, offer: number): void {
    this.counts.acknowledged += 1;
    const entry = this.#entry(job);
    entry.isAcknowledged = true;
    if (entry.state === 'offered') entry.state = 'queued';
    for (const other of this.#unsettled) {
      const { settlesAfterOffer = Number.POSITIVE_INFINITY } = this.#entry(other);
      if (settlesAfterOffer <= offer) this.#settle(other);
    }
  }

  assign(job: number, handle: string): void {
    this.counts.assigned += 1;
    const entry = this.#entries.get(job);
    entry?.handles.push(handle);
    const handles = entry?.handles.join(', ');
    if (entry === undefined) this.violations.push(`job ${job} was never submitted`);
    else if (entry.state === 'done') this.violations.push(`job ${job} came back after its end was settled: ${handles}`);
    else if (entry.state === 'running' || entry.state === 'completing')
      this.violations.push(`job ${job} was given out again while it was ${entry.state}: ${handles}`);
    else {
      // What was doubtful and is here has been stored.
      if (entry.state === 'doubtful') entry.isAcknowledged = true;
      entry.state = 'running';
    }
  }

  complete(job: number): void {
    this.counts.completed += 1;
    const entry = this.#entry(job);
    entry.state = 'completing';
    // What was heard of an earlier completion, before a kill, says nothing of this one.
    entry.settlesAfterOffer = undefined;
    this.#unsettled.add(job);
  }

  /** Notes that the server has dealt with the completion: it has answered what was sent behind it. */
  dealtWith(job: number): void {
    this.#entry(job).settlesAfterOffer = this.counts.offered;
  }

  /** Notes that the server was killed, and that all it had said before was heard. */
  killed(): void {
    for (const entry of this.#entries.values()) {
      if (entry.state === 'running' && entry.isAcknowledged) entry.state = 'queued';
      else if (entry.state !== 'queued' && entry.state !== 'done') entry.state = 'doubtful';
    }
    this.#unsettled.clear();
  }

  /** Lists the jobs in a state, in the order in which they were first offered. */
  jobs(state: State): number[] {
    return [...this.#entries].flatMap(([job, entry]) => (entry.state === state ? [job] : []));
  }

  #settle(job: number): void {
    this.#entry(job).state = 'done';
    this.#unsettled.delete(job);
  }

  #entry(job: number): Entry {
    const entry = this.#entries.get(job);
    if (entry === undefined) throw new Error(`job ${job} was never offered`);
    return entry;
  }
}
