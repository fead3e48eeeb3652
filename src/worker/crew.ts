import { ConnectError, type GearctlError, NoServerError, TlsError } from '../errors.js';
import type { Abilities } from './abilities.js';
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

/** The slots of a worker, from their first connection until all have gone. A job is asked for only while one is wanted. */
export class Crew implements SlotOwner {
  /** Resolves when all connections have gone and no job runs: with the reason, unless it was told to stop. */
  readonly ended: Promise<GearctlError | undefined>;
  readonly #slots: readonly Slot[];
  readonly #user: CrewUser;
  #wanted = 0;
  #stopped = false;
  #onEnd: (error: GearctlError | undefined) => void = () => undefined;
  #whenQuiet: (() => void)[] = [];

  constructor(abilities: Abilities, settings: WorkerSettings, user: CrewUser) {
    this.#user = user;
    this.ended = new Promise((resolve) => {
      this.#onEnd = resolve;
    });
    const numbers = Array.from({ length: settings.concurrency }, (_, index) => index + 1);
    this.#slots = numbers.map((number) => new Slot(number, settings.servers, abilities, settings, this));
    for (const slot of this.#slots) slot.open();
  }

  /** The jobs that run. */
  get jobs(): Job[] {
    return this.#slots.flatMap(({ job }) => (job === undefined ? [] : [job]));
  }

  /** Wants so many more jobs. */
  want(count: number): void {
    this.#wanted += count;
    for (const slot of this.#slots) slot.look();
  }

  /** Wants one job less. Resolves when none is being asked for any more: until then one may still come. */
  wantLess(): Promise<void> {
    this.#wanted -= 1;
    if (!this.#slots.some(({ isAsking }) => isAsking)) return Promise.resolve();
    return new Promise((resolve) => this.#whenQuiet.push(resolve));
  }

  /** Why no server can be reached; undefined while one can, or may be. */
  get unreachable(): GearctlError | undefined {
    const connections = this.#connections();
    const errors = connections.flatMap(({ error }) => error ?? []);
    return errors.length === connections.length ? reasonOf(errors) : undefined;
  }

  /** Tells all servers other abilities. */
  setAbilities(abilities: Abilities): void {
    for (const connection of this.#connections()) connection.setAbilities(abilities);
  }

  /** Has each server send bytes back, over the connections of one slot. */
  echo(data: Uint8Array): { server: string; answer: Promise<void> }[] {
    const connections = this.#slots[0]?.connections ?? [];
    return connections.map((connection) => ({ server: connection.server, answer: connection.echo(data) }));
  }

  /** Takes nothing new; jobs that run may end. */
  stop(): void {
    this.#stopped = true;
    for (const connection of this.#connections()) connection.stop();
  }

  takePermit(): boolean {
    if (this.#wanted <= 0) return false;
    this.#wanted -= 1;
    return true;
  }

  returnPermit(): void {
    this.#wanted += 1;
    // Another slot may have waited for it. When all jobs are wanted, none has.
    if (this.#wanted === 1) for (const slot of this.#slots) slot.grant();
  }

  answered(): void {
    if (this.#slots.some(({ isAsking }) => isAsking)) return;
    for (const resolve of this.#whenQuiet.splice(0)) resolve();
  }

  handle(job: Job): Promise<HandlerEnd> {
    return this.#user.handle(job);
  }

  tell(event: WorkerEvent): void {
    this.#user.tell(event);
  }

  changed(): void {
    const connections = this.#connections();
    if (this.jobs.length > 0 || connections.some(({ phase }) => phase !== 'gone')) return;
    this.#onEnd(this.#stopped ? undefined : reasonOf(connections.flatMap(({ error }) => error ?? [])));
  }

  #connections() {
    return this.#slots.flatMap((slot) => slot.connections);
  }
}

function reasonOf(errors: readonly GearctlError[]): GearctlError | undefined {
  const unreachable = errors.filter((error) => error instanceof ConnectError || error instanceof TlsError);
  if (unreachable.length === errors.length) return new NoServerError(unreachable);
  return errors.find((error) => !(error instanceof ConnectError || error instanceof TlsError));
}
