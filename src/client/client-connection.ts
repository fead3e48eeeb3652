import type { Socket } from 'node:net';
import { ClosedError, type GearctlError, ProtocolError, ServerError } from '../errors.js';
import { Connection, type ConnectionHandler } from '../net/connection.js';
import { waitWithin } from '../net/deadline.js';
import {
  decodeText,
  type Magic,
  type PACKET_TABLE,
  type Packet,
  type PacketName,
  type PacketOf,
  parsePacket,
  readByteString,
} from '../protocol/index.js';
import { Attachments } from './attachments.js';
import { ClientTask, type TaskConnection } from './client-task.js';
import { Fifo } from './fifo.js';
import { handleText } from './handle-text.js';
import { submissionPacket } from './submission.js';
import { workEvent } from './work-event.js';

/** The tasks that a connection left behind. */
export interface Loss {
  /** Sent and not answered: a server may have their jobs, or not. */
  readonly unanswered: readonly ClientTask[];
  /** Accepted, and without an outcome. */
  readonly accepted: readonly ClientTask[];
  readonly error: GearctlError;
}

/** Who sends tasks on a connection. */
export interface ConnectionOwner {
  /** A submission was answered, so there is room for another. */
  answered(): void;
  /** The connection is gone. Nothing is called after this. */
  lost(connection: ClientConnection, loss: Loss): void;
}

/** How a connection is set up. */
export interface ClientConnectionOptions {
  readonly maxPacketBytes: number | undefined;
  /** Asks the server for WORK_EXCEPTION packets. */
  readonly exceptions: boolean;
}

/** Someone who waits for an answer that is no JOB_CREATED. */
interface Question {
  readonly expects: PacketName;
  answer(packet: Packet): void;
  fail(error: GearctlError): void;
}

const JOB_CREATED: Extract<(typeof PACKET_TABLE)[number], { name: 'JOB_CREATED' }>['number'] = 8;

/**
 * A connection to one server, shared by all that ask it something. Answers carry no mark of their question: they come in
 * the order of the questions, so that is how they are paired. WORK_* packets may come in between and are told apart by
 * their handle. The connection keeps the process alive only while someone waits for something.
 */
export class ClientConnection implements ConnectionHandler, TaskConnection {
  readonly server: string;
  readonly #connection: Connection;
  readonly #owner: ConnectionOwner;
  readonly #asked = new Fifo<ClientTask | Question>();
  readonly #attachments = new Attachments<ClientTask>();
  #unanswered = 0;
  #waiting = 0;
  #holds = 0;
  #lost: GearctlError | undefined;
  #whenClosed: (() => void) | undefined;

  /** Takes over a socket that is connected. */
  constructor(socket: Socket, server: string, options: ClientConnectionOptions, owner: ConnectionOwner) {
    this.server = server;
    this.#owner = owner;
    this.#connection = new Connection(socket, server, this, { maxPacketBytes: options.maxPacketBytes });
    socket.unref();
    if (!options.exceptions) return;
    this.#connection.send({ type: 'OPTION_REQ', option: 'exceptions' });
    // A server that knows no options answers with an ERROR; then a job that throws ends with WORK_FAIL.
    this.#asked.push({ expects: 'OPTION_RES', answer: () => undefined, fail: () => undefined });
  }

  /** The submissions that the server has not answered. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** True when so much waits to be sent that nothing should be added before `drained`. */
  get isFull(): boolean {
    return this.#connection.isFull;
  }

  /** Resolves when all that was sent has left this process, or the connection is gone. */
  drained(): Promise<void> {
    return this.#connection.drained();
  }

  /** Submits a task's job. */
  submit(task: ClientTask, data: Uint8Array): void {
    this.#connection.send(submissionPacket(task.submission, data));
    this.#asked.push(task);
    this.#unanswered += 1;
    this.#begin();
    task.sent(this);
  }

  /** Sends a packet and resolves with its answer. Rejects with ServerError, AbortedError, or why the connection ended. */
  ask<Name extends PacketName>(packet: Packet, expects: Name, signal: AbortSignal): Promise<PacketOf<Name>> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    this.#connection.send(packet);
    this.#begin();
    const answer = new Promise<PacketOf<Name>>((resolve, reject) => {
      this.#asked.push({ expects, answer: (answered) => resolve(answered as PacketOf<Name>), fail: reject });
    });
    return waitWithin(answer, `the answer of ${this.server}`, { signal }).finally(() => this.#finish());
  }

  /** Tells whether a task waits for this job here. */
  hasJob(handle: string): boolean {
    return this.#attachments.has(handle);
  }

  left(task: ClientTask): void {
    this.#finish();
    if (task.handle !== undefined) this.#attachments.forget(task.handle, task);
  }

  hold(): void {
    this.#holds += 1;
    if (this.#holds === 1) this.#connection.pause();
  }

  release(): void {
    this.#holds -= 1;
    if (this.#holds === 0) this.#connection.resume();
  }

  /** Closes at once and resolves when the socket is gone; whoever waits hears of the error. */
  close(error: ClosedError): Promise<void> {
    if (this.#lost !== undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenClosed = resolve;
      this.#connection.destroy(error);
    });
  }

  packet(magic: Magic, number: number, body: Uint8Array): void {
    this.packetSpan(magic, number, body, 0, body.length);
  }

  packetSpan(_magic: Magic, number: number, bytes: Uint8Array, start: number, end: number): void {
    if (number === JOB_CREATED) this.#created(handleText(readByteString(bytes, start, end)));
    else this.#receive(parsePacket(number, bytes, start, end));
  }

  line(line: string): void {
    const sent = JSON.stringify(line.slice(0, 80));
    throw new ProtocolError(`${this.server} does not speak Gearman's binary protocol: it sent ${sent}`);
  }

  closed(error: GearctlError | undefined): void {
    this.#lost = error ?? new ClosedError(`the connection to ${this.server} was closed`);
    const asked = this.#asked.drain();
    const unanswered = asked.filter((each) => each instanceof ClientTask).filter((task) => !task.ended);
    for (const each of asked) if (!(each instanceof ClientTask)) each.fail(this.#lost);
    this.#owner.lost(this, { unanswered, accepted: this.#attachments.all(), error: this.#lost });
    this.#whenClosed?.();
  }

  #created(handle: string): void {
    const task = this.#asked.first;
    if (!(task instanceof ClientTask)) throw this.#unexpected('JOB_CREATED');
    this.#asked.shift();
    this.#unanswered -= 1;
    if (!task.background) this.#attachments.add(handle, task.ended ? undefined : task);
    task.accepted(handle, this.server);
    this.#owner.answered();
  }

  #receive(packet: Packet): void {
    switch (packet.type) {
      // A job that nobody here knows was forgotten, or has ended already.
      case 'WORK_DATA':
      case 'WORK_WARNING':
      case 'WORK_STATUS':
        this.#attachments.next(handleText(packet.handle))?.receive(workEvent(packet));
        break;
      case 'WORK_COMPLETE':
      case 'WORK_EXCEPTION':
      case 'WORK_FAIL':
        this.#attachments.finish(handleText(packet.handle))?.receive(workEvent(packet));
        break;
      case 'ERROR':
        this.#refused(new ServerError(this.server, decodeText(packet.errorCode), decodeText(packet.errorText)));
        break;
      case 'NOOP':
        break;
      default:
        this.#answered(packet);
    }
  }

  #refused(error: ServerError): void {
    const asker = this.#asked.shift();
    if (asker === undefined) throw new ProtocolError(`nobody asked when ${error.message}`, { cause: error });
    if (asker instanceof ClientTask) {
      this.#unanswered -= 1;
      asker.end(error);
      this.#owner.answered();
    } else {
      asker.fail(error);
    }
  }

  #answered(packet: Packet): void {
    const asker = this.#asked.first;
    if (asker === undefined || asker instanceof ClientTask || asker.expects !== packet.type) {
      throw this.#unexpected(packet.type);
    }
    this.#asked.shift();
    asker.answer(packet);
  }

  #unexpected(name: PacketName): ProtocolError {
    return new ProtocolError(`${this.server} sent ${name} where it answers nothing that was asked`);
  }

  #begin(): void {
    this.#waiting += 1;
    if (this.#waiting === 1) this.#connection.socket.ref();
  }

  #finish(): void {
    this.#waiting -= 1;
    if (this.#waiting === 0) this.#connection.socket.unref();
  }
}
