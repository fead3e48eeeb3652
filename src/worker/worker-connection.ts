import { ClosedError, ConnectionLostError, type GearctlError, ProtocolError, ServerError } from '../errors.js';
import type { ServerAddress } from '../net/server-address.js';
import { decodeText, type Packet, type PacketOf } from '../protocol/index.js';
import { type Abilities, NO_ABILITIES, ToldAbilities } from './abilities.js';
import { Alarm } from './alarm.js';
import { type AlarmEffect, alarmDelayMs } from './alarm-delay.js';
import { Attempts } from './attempts.js';
import type { ConnectionOwner } from './connection-owner.js';
import { Echoes } from './echoes.js';
import type { AssignPacket } from './job.js';
import { type LinkUser, ServerLink } from './server-link.js';
import { slotId, type WorkerSettings } from './worker-options.js';
import {
  initialWorkerState,
  step,
  type WorkerEffect,
  type WorkerPhase,
  type WorkerStateEvent,
} from './worker-state.js';

/** One server of one slot: does what `worker-state` says, over a link that is made anew as often as needed. */
export class WorkerConnection implements LinkUser {
  readonly server: string;
  readonly #settings: WorkerSettings;
  readonly #owner: ConnectionOwner<WorkerConnection>;
  readonly #link: ServerLink;
  readonly #attempts: Attempts;
  readonly #told = new ToldAbilities();
  readonly #echoes = new Echoes();
  readonly #alarm = new Alarm(() => this.step({ type: 'alarm' }));
  /** Jobs that were assigned and not begun. */
  #kept: AssignPacket[] = [];
  #abilities: Abilities;
  #toldAll = false;
  #state = initialWorkerState;
  #asleepSinceMs = 0;
  /** Of the job that runs, or begins next. */
  #functionName: string | undefined;
  #error: GearctlError | undefined;

  constructor(
    address: ServerAddress,
    abilities: Abilities,
    settings: WorkerSettings,
    owner: ConnectionOwner<WorkerConnection>,
  ) {
    this.server = address.label;
    this.#abilities = abilities;
    this.#settings = settings;
    this.#owner = owner;
    this.#link = new ServerLink(address, settings, this);
    this.#attempts = new Attempts(settings.backoff);
  }

  get phase(): WorkerPhase {
    return this.#state.phase;
  }

  /** How many jobs are worth asking for at once. */
  get worthGrabs(): number {
    return Math.min(this.#settings.maxGrabs, this.#state.worth);
  }

  /** Why the server cannot be reached; undefined while it can, and before the first attempt. */
  get error(): GearctlError | undefined {
    return this.#error;
  }

  /** Lets something happen, and does what follows from it. */
  step(event: WorkerStateEvent<AssignPacket>): void {
    const before = this.phase;
    const [state, effects] = step(this.#state, event);
    this.#state = state;
    if (state.phase !== before) this.#alarm.clear();
    if (!this.#toldAll) this.#tellAbilities();
    for (const effect of effects) this.#perform(effect);
  }

  /** Tells the server other abilities, as soon as that takes no job away, and asks again for a job. */
  setAbilities(abilities: Abilities): void {
    this.#abilities = abilities;
    this.#toldAll = false;
    this.step({ type: 'look' });
  }

  /** Sends a report. */
  send(packet: Packet): void {
    this.#link.send(packet);
  }

  /** Resolves when all that was sent has left this process, or the connection is gone. */
  flushed(): Promise<void> {
    return this.#link.flushed();
  }

  /** The job is over for its handler; what it held may be withdrawn, and the next may begin. */
  jobEnded(): void {
    this.#functionName = this.#kept[0]?.functionName;
    this.step({ type: 'ended' });
  }

  /** Withdraws all abilities and leaves, once the job that runs has ended. */
  stop(): void {
    this.#toldAll = false;
    this.step({ type: 'stop' });
    if (!this.#toldAll) this.#tellAbilities();
  }

  /** Closes the socket without an answer for the job that runs: the server takes it back, with those not begun. */
  giveBack(): void {
    this.#kept = [];
    this.#link.close();
  }

  /** Closes the socket if there are jobs that were assigned and not begun. */
  giveKeptBack(): void {
    if (this.#kept.length > 0) this.giveBack();
  }

  /** Resolves when the server has sent these bytes back; waits for the connection if there is none yet. */
  echo(data: Uint8Array): Promise<void> {
    this.send({ type: 'ECHO_REQ', data });
    return this.#echoes.ask(data);
  }

  connected(): void {
    this.#error = undefined;
    const id = slotId(this.#settings, this.#owner.number);
    if (id !== undefined) this.send({ type: 'SET_CLIENT_ID', clientId: id });
    if (this.#settings.exceptions) this.send({ type: 'OPTION_REQ', option: 'exceptions' });
    for (const data of this.#echoes.unanswered) this.send({ type: 'ECHO_REQ', data });
    this.#told.clear();
    this.#toldAll = false;
    this.#owner.connected(this);
    this.step({ type: 'connected' });
  }

  failed(error: GearctlError): void {
    this.#error = error;
    this.#echoes.fail(error);
    this.step({ type: 'failed' });
  }

  lost(error: GearctlError | undefined): void {
    this.#error = error;
    this.#functionName = undefined;
    this.#kept = [];
    this.#echoes.fail(error ?? this.#closedHere());
    this.#owner.disconnected(this, error);
    if (this.phase === 'gone') this.#owner.gone(this);
    else this.step({ type: 'lost' });
  }

  packet(packet: Packet): void {
    switch (packet.type) {
      case 'JOB_ASSIGN':
      case 'JOB_ASSIGN_UNIQ':
      case 'JOB_ASSIGN_ALL':
        this.#functionName ??= packet.functionName;
        this.step({ type: 'JOB_ASSIGN', job: packet });
        break;
      case 'NO_JOB':
        this.step({ type: 'NO_JOB' });
        break;
      case 'NOOP':
        this.step({ type: 'NOOP', sleptMs: performance.now() - this.#asleepSinceMs });
        break;
      case 'ERROR':
        this.step({ type: 'ERROR', error: this.#serverError(packet) });
        break;
      case 'ECHO_RES':
        if (this.#echoes.answer(packet.data)) this.step({ type: 'ECHO_RES' });
        return;
      case 'OPTION_RES':
        break;
      default:
        throw new ProtocolError(`${this.server} sent ${packet.type}, which no worker asks for`);
    }
  }

  #serverError({ errorCode, errorText }: PacketOf<'ERROR'>): ServerError {
    return new ServerError(this.server, decodeText(errorCode), decodeText(errorText));
  }

  #perform(effect: WorkerEffect<AssignPacket>): void {
    switch (effect.do) {
      case 'dial':
        this.#link.dial();
        break;
      case 'send':
        this.#send(effect.packet);
        break;
      case 'grab':
        for (let count = 0; count < effect.times; count++) this.send({ type: effect.packet });
        break;
      case 'alarm':
        this.#setAlarm(effect);
        break;
      case 'want-turn':
        this.#owner.wantsTurn(this);
        break;
      case 'pass-turn':
        this.#owner.passesTurn(this);
        break;
      case 'keep-turn':
        this.#owner.keepsTurn(this);
        break;
      case 'return-permits':
        this.#owner.returnsPermits(effect.count);
        break;
      case 'begin-job':
        this.#begin(effect.job);
        break;
      case 'keep-job':
        this.#kept.push(effect.job);
        break;
      case 'begin-kept-job':
        this.#begin(this.#kept.shift());
        break;
      case 'lose-job':
        this.#owner.losesJob(this, effect.error ?? this.#error ?? this.#closedHere());
        break;
      case 'note-refusal':
        this.#owner.reportRefused(this, effect.error);
        break;
      case 'note-working-server':
        this.#attempts.worked();
        break;
      case 'break':
        this.#drop(effect.error);
        break;
      case 'give-up':
        this.#drop(new ConnectionLostError(this.server, `${this.server} did not answer in time`));
        break;
      case 'close':
        this.#close();
        break;
    }
  }

  /** Closes the socket at once, for the server is not what it should be. */
  #drop(error: GearctlError): void {
    this.#kept = [];
    this.#link.drop(error);
  }

  /** Begins a job; there is none when those that were kept have gone back. */
  #begin(assigned: AssignPacket | undefined): void {
    if (assigned !== undefined) this.#owner.beginsJob(this, assigned);
  }

  #send(type: 'PRE_SLEEP' | 'ECHO_REQ'): void {
    if (type === 'ECHO_REQ') {
      this.#echoes.askOnLeaving();
      this.send({ type, data: new Uint8Array(0) });
      return;
    }
    if (type === 'PRE_SLEEP') this.#asleepSinceMs = performance.now();
    this.send({ type });
  }

  #tellAbilities(): void {
    if (!this.#link.isUp) return;
    const wanted = this.#state.stopping ? NO_ABILITIES : this.#abilities;
    const { awaited, kept } = this.#state;
    const { packets, complete } = this.#told.update(
      wanted,
      (functionName) => awaited + kept > 0 || functionName === this.#functionName,
    );
    for (const packet of packets) this.send(packet);
    this.#toldAll = complete;
  }

  #setAlarm(alarm: AlarmEffect): void {
    if (alarm.purpose === 'retry' && !this.#settings.reconnect) {
      this.stop();
      return;
    }
    const delayMs = alarmDelayMs(alarm, this.#settings, () => this.#retryDelayMs());
    if (delayMs > 0) this.#alarm.set(delayMs);
  }

  #retryDelayMs(): number {
    const error = this.#error ?? this.#closedHere();
    const retry = this.#attempts.failed(error);
    this.#owner.retries(this, error, retry);
    return retry.delayMs;
  }

  #close(): void {
    this.#alarm.stop();
    const isUp = this.#link.isUp;
    this.#link.close();
    if (!isUp) this.#owner.gone(this);
  }

  #closedHere(): ClosedError {
    return new ClosedError(`the connection to ${this.server} was closed`);
  }
}
