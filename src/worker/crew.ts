import type { GearctlError } from '../errors.js';
import { type Abilities, NO_ABILITIES } from './abilities.js';
import { endReason } from './end-reason.js';
import type { Job } from './job.js';
import { type HandlerEnd, Slot, type SlotOwner } from './slot.js';
import type { WorkerEvent } from './worker-event.js';
import type { WorkerSettings } from './worker-options.js';

/** Who a crew works for. */
export interface CrewUser {
  /** Runs a job; resolves when its handler has ended. Never rejects. */
  handle(job: Job): Promise<HandlerEnd>;
  tell(event: WorkerEvent): void;
}

/** What a crew is told at first; each may change. */
export interface CrewOrders {
  readonly abilities: Abilities;
  readonly paused: boolean;
}

/** The slots of a worker, from their first connection until all have gone. A job is asked for only while one is wanted. */
export class Crew implements SlotOwner {
  /** Resolves when all connections have gone and no job runs: with the reason, unless it was told to stop. */
  readonly ended: Promise<GearctlError | undefined>;
  readonly #settings: WorkerSettings;
  readonly #user: CrewUser;
  readonly #slots: Slot[] = [];
  /** Slots that take no more jobs and close their connections, behind jobs that they had not begun. */
  readonly #retired = new Set<Slot>();
  #size: number;
  #abilities: Abilities;
  #paused: boolean;
  #wanted = 0;
  #stopped = false;
  #someGone = false;
  #onEnd: (error: GearctlError | undefined) => void = () => undefined;
  #whenQuiet: (() => void)[] = [];

  constructor({ abilities, paused }: CrewOrders, settings: WorkerSettings, user: CrewUser) {
    this.#settings = settings;
    this.#user = user;
    this.#size = settings.concurrency;
    this.#abilities = abilities;
    this.#paused = paused;
    this.ended = new Promise((resolve) => {
      this.#onEnd = resolve;
    });
    this.resize(this.#size);
  }

  /** The jobs that run. */
  get jobs(): Job[] {
    return this.#everyone.flatMap(({ job }) => job ?? []);
  }

  /** True while no job runs. */
  get isIdle(): boolean {
    return this.#everyone.every(({ job }) => job === undefined);
  }

  /** Adds slots, or retires those that are too many: the idle ones now, others as their jobs end. */
  resize(size: number): void {
    if (this.#stopped) return;
    this.#size = size;
    while (this.#slots.length < size) this.#addSlot();
    this.#retireSurplus();
  }

  /** Wants so many more jobs. */
  want(count: number): void {
    this.#wanted += count;
    for (const slot of this.#slots) slot.look();
  }

  /** Wants one job less. Resolves when none is being asked for any more: until then one may still come. */
  wantLess(): Promise<void> {
    this.#wanted -= 1;
    if (!this.#isAsking) return Promise.resolve();
    return new Promise((resolve) => this.#whenQuiet.push(resolve));
  }

  /** Why no server can be reached; undefined while one can, or may be. */
  get unreachable(): GearctlError | undefined {
    const connections = this.#slots.flatMap((slot) => slot.connections);
    const errors = connections.flatMap(({ error }) => error ?? []);
    return errors.length === connections.length ? endReason(errors) : undefined;
  }

  /** Tells all servers other abilities. */
  setAbilities(abilities: Abilities): void {
    this.#abilities = abilities;
    for (const slot of this.#slots) slot.setAbilities(this.#told);
  }

  /** Stays connected without abilities, and asks for nothing; or has them again. */
  setPaused(paused: boolean): void {
    this.#paused = paused;
    for (const slot of this.#slots) slot.setAbilities(this.#told);
  }

  /** Has each server send bytes back, over the connections of one slot. */
  echo(data: Uint8Array): { server: string; answer: Promise<void> }[] {
    const connections = this.#slots[0]?.connections ?? [];
    return connections.map((connection) => ({ server: connection.server, answer: connection.echo(data) }));
  }

  /** Gives back the jobs that run, and those that were assigned and not begun. */
  giveBack(): void {
    for (const slot of this.#everyone) slot.giveBack();
  }

  /** Takes nothing new; jobs that run may end. */
  stop(): void {
    this.#stopped = true;
    for (const slot of this.#slots) slot.stop();
  }

  takePermits(count: number): number {
    if (this.#wanted <= 0 || this.#paused || this.#slots.length > this.#size) return 0;
    const taken = Math.min(count, this.#wanted);
    this.#wanted -= taken;
    return taken;
  }

  returnPermits(count: number): void {
    const hadNone = this.#wanted <= 0;
    this.#wanted += count;
    // Another slot may have waited for them. When all jobs are wanted, none has.
    if (hadNone && this.#wanted > 0) for (const slot of this.#slots) slot.grant();
  }

  answered(): void {
    this.#retireSurplus();
    if (this.#whenQuiet.length === 0 || this.#isAsking) return;
    for (const resolve of this.#whenQuiet.splice(0)) resolve();
  }

  emptied(): void {
    if (this.#slots.every(({ isEmpty }) => isEmpty)) this.tell({ type: 'empty' });
  }

  handle(job: Job): Promise<HandlerEnd> {
    return this.#user.handle(job);
  }

  tell(event: WorkerEvent): void {
    this.#user.tell(event);
  }

  jobEnded(): void {
    this.#retireSurplus();
    if (this.#someGone) this.#look();
  }

  gone(): void {
    this.#someGone = true;
    for (const slot of this.#retired) if (slot.isGone) this.#retired.delete(slot);
    this.#look();
  }

  get #everyone(): readonly Slot[] {
    return this.#retired.size === 0 ? this.#slots : [...this.#slots, ...this.#retired];
  }

  get #isAsking(): boolean {
    return this.#slots.some(({ isAsking }) => isAsking);
  }

  get #told(): Abilities {
    return this.#paused ? NO_ABILITIES : this.#abilities;
  }

  #addSlot(): void {
    const taken = new Set([...this.#slots, ...this.#retired].map((slot) => slot.number));
    let number = 1;
    while (taken.has(number)) number += 1;
    const slot = new Slot(number, this.#told, this.#settings, this);
    this.#slots.push(slot);
    slot.open();
  }

  /** Of those without a job the last come first. None is taken that may get a job any moment. */
  #retireSurplus(): void {
    for (let at = this.#slots.length - 1; this.#slots.length > this.#size && at >= 0; at--) {
      const slot = this.#slots[at];
      if (slot === undefined || slot.isAsking || slot.job !== undefined) continue;
      this.#slots.splice(at, 1);
      this.#retired.add(slot);
      slot.stop();
    }
  }

  /** Ends when nobody is left. */
  #look(): void {
    if (!this.isIdle || this.#retired.size > 0 || !this.#slots.every(({ isGone }) => isGone)) return;
    const errors = this.#slots.flatMap((slot) => slot.connections.flatMap(({ error }) => error ?? []));
    this.#onEnd(this.#stopped ? undefined : endReason(errors));
  }
}
