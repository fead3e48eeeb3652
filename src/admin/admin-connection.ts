import type { Socket } from 'node:net';
import { ClosedError, type GearctlError, ProtocolError } from '../errors.js';
import { Connection, type ConnectionHandler } from '../net/connection.js';
import { type DialOptions, dial } from '../net/dial.js';
import type { ServerAddress } from '../net/server-address.js';
import { type Magic, type Packet, parsePacket } from '../protocol/index.js';

/** How a connection is dialled and what it reads. */
export interface AdminConnectionOptions extends DialOptions {
  /** Reads lines only: then a name that begins with a NUL is no packet. */
  readonly textOnly: boolean;
}

/** Someone who waits for an answer and takes it line by line, or packet by packet, until it is whole. */
interface Question {
  /** Takes a piece and tells whether the answer is whole with it. */
  take(piece: string | Packet): boolean;
  fail(error: GearctlError): void;
}

/**
 * A connection whose answers come in the order of the questions; any number may be under way. It keeps the process alive
 * only while one is.
 */
export class AdminConnection implements ConnectionHandler {
  readonly #connection: Connection;
  #questions: Question[] = [];
  #error: GearctlError | undefined;

  private constructor(socket: Socket, server: string, textOnly: boolean) {
    this.#connection = new Connection(socket, server, this, { textOnly });
    socket.unref();
  }

  /** Connects. Rejects with ConnectError, TlsError or AbortedError. */
  static async open(address: ServerAddress, options: AdminConnectionOptions): Promise<AdminConnection> {
    return new AdminConnection(await dial(address, options), address.label, options.textOnly);
  }

  /** True once the connection is of no use any more. */
  get isLost(): boolean {
    return this.#error !== undefined;
  }

  /**
   * Sends a question and resolves with what `take` makes of the pieces of its answer; it gives undefined until the
   * answer is whole. Rejects with why the connection ended, if it did before that.
   */
  ask<Answer>(
    send: (connection: Connection) => void,
    take: (piece: string | Packet) => Answer | undefined,
  ): Promise<Answer> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => {
      send(this.#connection);
      this.#connection.socket.ref();
      this.#questions.push({
        take: (piece) => {
          const answer = take(piece);
          if (answer !== undefined) resolve(answer);
          return answer !== undefined;
        },
        fail: reject,
      });
    });
  }

  /** Closes at once; questions without an answer fail with the error. */
  close(error: GearctlError): void {
    this.#error ??= error;
    this.#connection.destroy(error);
  }

  line(line: string): void {
    this.#receive(line);
  }

  packet(_magic: Magic, number: number, body: Uint8Array): void {
    const packet = parsePacket(number, body);
    if (packet.type !== 'NOOP') this.#receive(packet);
  }

  closed(error: GearctlError | undefined): void {
    this.#error ??= error ?? new ClosedError(`the connection to ${this.#connection.peer} was closed`);
    const questions = this.#questions;
    this.#questions = [];
    for (const question of questions) question.fail(this.#error);
  }

  #receive(piece: string | Packet): void {
    const question = this.#questions[0];
    if (question === undefined) throw new ProtocolError(`${this.#connection.peer} answers what was not asked`);
    if (!question.take(piece)) return;
    this.#questions.shift();
    if (this.#questions.length === 0) this.#connection.socket.unref();
  }
}
