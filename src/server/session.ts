import type { Socket } from 'node:net';
import { ConnectionLostError, type GearctlError, PacketTooLargeError, ProtocolError } from '../errors.js';
import { Connection, type ConnectionHandler } from '../net/connection.js';
import type { FlushLater, NumberedFrame } from '../net/output-buffer.js';
import { MAX_ADMIN_LINE_BYTES, MAX_ADMIN_WORDS } from '../protocol/admin-commands.js';
import { adminWords, type Magic } from '../protocol/index.js';
import { SERVER_ERRORS } from '../protocol/server-errors.js';
import type { AccessControl } from './access/access-control.js';
import type { PeerAccess } from './access/peer-access.js';
import { addressOf, identify } from './access/peer-identity.js';
import { answerAdmin, type ServerFacts } from './admin-handlers.js';
import { type Effect, refuse } from './job-queue/effect.js';
import type { JobQueue } from './job-queue/job-queue.js';
import type { Peer } from './job-queue/model.js';
import type { SendEffect } from './outbox.js';
import { requestHandler } from './request-handlers.js';

/** What sessions share. */
export interface SessionHost {
  readonly queue: JobQueue;
  readonly facts: ServerFacts;
  /** Undefined where everybody may do everything. */
  readonly access: AccessControl | undefined;
  /** Answers the text commands that gearmand does not have; undefined for others. */
  extend(words: readonly string[]): string | undefined;
  readonly maxPacketBytes: number;
  /** A session with more unsent bytes than this is closed when there is something else to send. */
  readonly maxUnsentBytes: number;
  /** Writes JOB_CREATED. */
  readonly createdReply: NumberedFrame;
  /** Flushes at the end of this turn of the loop, when all that has arrived is read and all jobs are stored. */
  readonly flushLater: FlushLater;
  nowMs(): number;
  /** Performs what the queue wants done, now or at the end of the turn. */
  perform(effects: readonly Effect[]): void;
  /** Does something when all effects before it are performed. */
  inOrder(action: () => void): void;
  /** The session is over. With an error if the peer was in the wrong. */
  ended(session: Session, error: GearctlError | undefined): void;
}

/**
 * One peer, from its connection to its end: what it sends goes to the handlers, what the queue has for it is sent. A
 * peer that does not read is not read from either; one that others send ever more to is closed.
 */
export class Session implements ConnectionHandler {
  readonly peer: Peer;
  readonly #host: SessionHost;
  readonly #access: PeerAccess | undefined;
  readonly #connection: Connection;
  #left = false;
  #held = false;

  constructor(socket: Socket, host: SessionHost) {
    const address = addressOf(socket) ?? 'gone';
    // So that what a peer has asked for is answered though it has said already that it will send no more.
    socket.allowHalfOpen = true;
    this.#host = host;
    this.#access = host.access?.forPeer(identify(socket));
    this.peer = host.queue.join(address);
    this.#connection = new Connection(socket, address, this, {
      sends: 'RES',
      maxPacketBytes: host.maxPacketBytes,
      maxLineBytes: MAX_ADMIN_LINE_BYTES,
      flushLater: host.flushLater,
    });
  }

  /** The bytes that have arrived so far. */
  get bytesRead(): number {
    return this.#connection.socket.bytesRead;
  }

  /** Whether it waits for jobs or outcomes, or holds jobs: then it need not say anything. */
  get isBusy(): boolean {
    const { abilities, running, waitingFor } = this.peer;
    return abilities.length + running.size + waitingFor.size > 0;
  }

  packet(magic: Magic, number: number, body: Uint8Array): void {
    this.packetSpan(magic, number, body, 0, body.length);
  }

  packetSpan(magic: Magic, number: number, bytes: Uint8Array, start: number, end: number): void {
    if (magic === 'REQ') this.#request(number, bytes, start, end);
    else this.#refuse(SERVER_ERRORS.requestMagicExpected);
    this.#holdBack();
  }

  line(line: string): void {
    // DEVIATION: to gearmand a blank at the end is followed by one more word, an empty one.
    const words = adminWords(line);
    if (words.length > MAX_ADMIN_WORDS) {
      this.close();
      return;
    }
    const refused = this.#access?.refuseCommand(words[0] ?? '');
    if (refused !== undefined) {
      this.#answer(`${refused}\r\n`);
      return;
    }
    const { queue, facts } = this.#host;
    const extend = () => this.#host.extend(words);
    const { text, effects } = answerAdmin({ queue, facts, nowMs: this.#host.nowMs(), extend }, words);
    this.#host.perform(effects);
    this.#answer(text);
  }

  /** Takes the functions from a worker that it may not work on any more. */
  reviewAbilities(): void {
    const { queue } = this.#host;
    const names = new Set(Array.from(this.peer.abilities, (ability) => ability.function.name));
    for (const name of names) {
      if (this.#access?.mayWork(name) === false) this.#host.perform(queue.cantDo(this.peer, name, this.#host.nowMs()));
    }
  }

  rejected(error: GearctlError): void {
    if (error instanceof PacketTooLargeError) {
      this.#refuse(SERVER_ERRORS.packetTooLarge(error.bytes, error.maxBytes));
    }
    this.close();
  }

  /** A peer that will send no more is not waited for: so does gearmand. What it has asked for so far is answered. */
  ended(): void {
    this.close();
  }

  closed(error: GearctlError | undefined): void {
    this.#leave();
    this.#host.ended(this, error instanceof ConnectionLostError ? undefined : error);
  }

  /** Sends what the queue has for this peer. */
  send(effect: SendEffect): void {
    if (!this.#mayGrow()) return;
    if (effect.type === 'send') this.#connection.send(effect.packet);
    else this.#connection.sendNumbered(this.#host.createdReply, effect.number);
  }

  /** Ends the session: its jobs are given back at once, and what waits to be sent has a moment to go out. */
  close(): void {
    this.#leave();
    this.#host.inOrder(() => this.#connection.end());
  }

  /**
   * Ends the session with the server, and what waits to be sent has so long to go out. Its jobs stay as they are: that
   * the server ends is no fault of theirs or of their workers.
   */
  shut(graceMs: number): void {
    this.#left = true;
    this.#host.inOrder(() => this.#connection.end(graceMs));
  }

  #answer(text: string): void {
    this.#host.inOrder(() => {
      if (this.#mayGrow()) this.#connection.sendLine(text);
    });
    this.#holdBack();
  }

  #request(number: number, bytes: Uint8Array, start: number, end: number): void {
    const handle = requestHandler(number);
    if (handle === undefined) {
      this.#refuse(SERVER_ERRORS.commandNotExpected);
      return;
    }
    const refusal = this.#access?.refuseRequest(number, bytes, start, end);
    if (refusal !== undefined) {
      this.#refuse(refusal);
      return;
    }
    const { queue } = this.#host;
    try {
      const effects = handle({ queue, peer: this.peer, nowMs: this.#host.nowMs() }, bytes, start, end);
      if (effects === undefined) this.close();
      else this.#host.perform(effects);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      // DEVIATION: gearmand waits for the NUL, and takes the packets that follow for a part of this one.
      this.#refuse(SERVER_ERRORS.nulMissing);
      this.close();
    }
  }

  #refuse(error: { readonly errorCode: string; readonly errorText: string }): void {
    this.#host.perform([refuse(this.peer, error)]);
  }

  /** Tells whether more may be sent; closes the connection if too much waits already. */
  #mayGrow(): boolean {
    const { maxUnsentBytes } = this.#host;
    if (this.#connection.pendingBytes <= maxUnsentBytes) return true;
    this.#connection.destroy(
      new ProtocolError(`${this.#connection.peer} leaves more than ${maxUnsentBytes} bytes unread`),
    );
    return false;
  }

  /** Reads on only when the peer has read what it was sent. */
  #holdBack(): void {
    if (this.#held || !this.#connection.isFull) return;
    this.#held = true;
    this.#connection.pause();
    void this.#connection.drained().then(() => {
      this.#held = false;
      this.#connection.resume();
    });
  }

  #leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#host.perform(this.#host.queue.leave(this.peer, this.#host.nowMs()));
  }
}
