import type { Socket } from 'node:net';
import { ClosedError, type GearctlError, ProtocolError, ServerError } from '../../errors.js';
import { Connection, type ConnectionHandler } from '../../net/connection.js';
import { decodeText, type Magic, parsePacket } from '../../protocol/index.js';
import { packetRowNamed } from '../../protocol/packet.js';
import { Fifo } from '../fifo.js';
import { restOf, type SubmissionBatch } from './submission-batch.js';

/** Hears what becomes of submissions, in the order in which they were sent. */
export interface AnswerListener {
  /** The next one was accepted. The handle is a view on bytes that change: copy it. */
  accepted(handle: Uint8Array): void;
  /** The next one was refused. */
  refused(error: ServerError): void;
}

/** Who sends batches on a connection. */
export interface BatchOwner extends AnswerListener {
  /** All submissions of a batch are answered. */
  answered(batch: SubmissionBatch): void;
  /** The connection is gone, and so are the answers to these. Nothing is called after this. */
  lost(unanswered: readonly SubmissionBatch[], error: GearctlError): void;
}

const JOB_CREATED = packetRowNamed('JOB_CREATED').number;

/** A connection on which background jobs are submitted in batches, and nothing else: every answer is one of theirs. */
export class BatchConnection implements ConnectionHandler {
  readonly server: string;
  readonly #connection: Connection;
  readonly #owner: BatchOwner;
  readonly #sent = new Fifo<SubmissionBatch>();
  /** The submissions of the first batch that are answered. */
  #answered = 0;
  #unanswered = 0;
  #whenClosed: (() => void) | undefined;
  #isLost = false;

  /** Takes over a socket that is connected. */
  constructor(socket: Socket, server: string, maxPacketBytes: number | undefined, owner: BatchOwner) {
    this.server = server;
    this.#owner = owner;
    this.#connection = new Connection(socket, server, this, {
      ...(maxPacketBytes !== undefined && { maxPacketBytes }),
    });
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

  submit(batch: SubmissionBatch): void {
    this.#connection.sendBytes(batch.bytes);
    if (batch.largeWorkload !== undefined) this.#connection.sendBytes(batch.largeWorkload);
    this.#sent.push({ ...batch, sendings: batch.sendings + 1 });
    this.#unanswered += batch.jobs;
  }

  /** Closes at once and resolves when the socket is gone. */
  close(error: ClosedError): Promise<void> {
    if (this.#isLost) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenClosed = resolve;
      this.#connection.destroy(error);
    });
  }

  packet(_magic: Magic, number: number, body: Uint8Array): void {
    const batch = this.#sent.first;
    if (number === JOB_CREATED) {
      if (batch === undefined)
        throw new ProtocolError(`${this.server} sent JOB_CREATED for a job that nobody submitted`);
      this.#owner.accepted(body);
      this.#countAnswer(batch);
      return;
    }
    const packet = parsePacket(number, body);
    // What becomes of the jobs is nothing that was asked for, but no harm either.
    if (packet.type === 'NOOP' || packet.type.startsWith('WORK_')) return;
    if (batch === undefined || packet.type !== 'ERROR')
      throw new ProtocolError(`${this.server} sent ${packet.type}, which answers nothing that was asked`);
    this.#owner.refused(new ServerError(this.server, decodeText(packet.errorCode), decodeText(packet.errorText)));
    this.#countAnswer(batch);
  }

  line(line: string): void {
    const sent = JSON.stringify(line.slice(0, 80));
    throw new ProtocolError(`${this.server} does not speak Gearman's binary protocol: it sent ${sent}`);
  }

  closed(error: GearctlError | undefined): void {
    this.#isLost = true;
    const [first, ...others] = this.#sent.drain();
    const unanswered = first === undefined ? [] : [restOf(first, this.#answered), ...others];
    this.#owner.lost(unanswered, error ?? new ClosedError(`the connection to ${this.server} was closed`));
    this.#whenClosed?.();
  }

  #countAnswer(batch: SubmissionBatch): void {
    this.#unanswered -= 1;
    this.#answered += 1;
    if (this.#answered < batch.jobs) return;
    this.#answered = 0;
    this.#sent.shift();
    this.#owner.answered(batch);
  }
}
