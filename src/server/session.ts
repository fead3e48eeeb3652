import type { Socket } from 'node:net';
import { ConnectionLostError, type GearctlError, ProtocolError } from '../errors.js';
import { Connection, type ConnectionHandler } from '../net/connection.js';
import { MAX_ADMIN_LINE_BYTES, MAX_ADMIN_WORDS } from '../protocol/admin-commands.js';
import { adminWords, type Magic, type Packet, parsePacket } from '../protocol/index.js';
import { packetRow } from '../protocol/packet.js';
import { SERVER_ERRORS } from '../protocol/server-errors.js';
import { answerAdmin, type ServerFacts } from './admin-handlers.js';
import type { Effect } from './job-queue/effect.js';
import type { JobQueue } from './job-queue/job-queue.js';
import type { Peer } from './job-queue/model.js';
import { type Occasion, packetHandlers } from './packet-handlers.js';

/** What sessions share. */
export interface SessionHost {
  readonly queue: JobQueue;
  readonly facts: ServerFacts;
  readonly maxPacketBytes: number;
  /** A session with more unsent bytes than this is closed when there is something else to send. */
  readonly maxUnsentBytes: number;
  nowMs(): number;
  perform(effects: readonly Effect[]): void;
  /** The session is over. With an error if the peer was in the wrong. */
  ended(session: Session, error: GearctlError | undefined): void;
}

/** The longest argument that gearmand reads: with a header and a NUL it fills 8192 bytes. The data may be longer. */
const MAX_ARGUMENT_BYTES = 8179;

const NUL_MISSING = { errorCode: 'INVALID_PACKET', errorText: 'Argument without a terminating NUL' };

/**
 * One peer, from its connection to its end: what it sends goes to the handlers, what the queue has for it is sent. A
 * peer that does not read is not read from either; one that others send ever more to is closed.
 */
export class Session implements ConnectionHandler {
  readonly peer: Peer;
  readonly #host: SessionHost;
  readonly #connection: Connection;
  #left = false;
  #held = false;

  constructor(socket: Socket, host: SessionHost) {
    // What listens on IPv6 sees IPv4 peers as ::ffff:192.0.2.1; a unix socket has no address.
    const address = socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? 'unix';
    this.#host = host;
    this.peer = host.queue.join(address);
    const { maxPacketBytes } = host;
    this.#connection = new Connection(socket, address, this, {
      sends: 'RES',
      maxPacketBytes,
      maxLineBytes: MAX_ADMIN_LINE_BYTES,
    });
    // A peer that will send no more is not waited for: so does gearmand. What was answered so far still goes out.
    socket.once('end', () => this.close());
  }

  packet(magic: Magic, number: number, body: Uint8Array): void {
    if (magic !== 'REQ') this.send({ type: 'ERROR', ...SERVER_ERRORS.requestMagicExpected });
    else this.#request(number, body);
    this.#holdBack();
  }

  line(line: string): void {
    const words = adminWords(line);
    if (words.length > MAX_ADMIN_WORDS) {
      this.close();
      return;
    }
    const { text, effects } = answerAdmin(this.#host.queue, words, this.#host.facts);
    this.#host.perform(effects);
    if (this.#mayGrow()) this.#connection.sendLine(text);
    this.#holdBack();
  }

  closed(error: GearctlError | undefined): void {
    this.#leave();
    this.#host.ended(this, error instanceof ConnectionLostError ? undefined : error);
  }

  /** Sends a packet. */
  send(packet: Packet): void {
    if (this.#mayGrow()) this.#connection.send(packet);
  }

  /** Ends the session: its jobs are given back at once, and what waits to be sent has so long to go out. */
  close(graceMs?: number): void {
    this.#leave();
    this.#connection.end(graceMs);
  }

  #request(number: number, body: Uint8Array): void {
    const name = packetRow(number)?.name;
    const handle = name && (packetHandlers[name] as PacketHandler | undefined);
    if (handle === undefined) {
      this.send({ type: 'ERROR', ...SERVER_ERRORS.commandNotExpected });
      return;
    }
    const { queue } = this.#host;
    const packet = this.#parse(number, body);
    if (packet === undefined) return;
    this.#host.perform(handle({ queue, peer: this.peer, nowMs: this.#host.nowMs() }, packet));
  }

  #parse(number: number, body: Uint8Array): Packet | undefined {
    try {
      const packet = parsePacket(number, body);
      if (body.length <= MAX_ARGUMENT_BYTES || !hasOverlongArgument(packet)) return packet;
      this.close();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      // DEVIATION: gearmand waits for the NUL, and takes the packets that follow for a part of this one.
      this.send({ type: 'ERROR', ...NUL_MISSING });
      this.close();
    }
    return undefined;
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
    this.#host.perform(this.#host.queue.leave(this.peer));
  }
}

type PacketHandler = (occasion: Occasion, packet: Packet) => Effect[];

function hasOverlongArgument(packet: Packet): boolean {
  return Object.values(packet).some((value) => typeof value === 'string' && value.length > MAX_ARGUMENT_BYTES);
}
