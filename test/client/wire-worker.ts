import { once } from 'node:events';
import { connect } from 'node:net';
import { Connection } from '../../src/net/connection.js';
import { type Packet, type PacketOf, parsePacket } from '../../src/protocol/index.js';

/** A job as the server gave it. */
export type AssignedJob = PacketOf<'JOB_ASSIGN_UNIQ'>;

/** Works a job by sending packets about it, now or later. */
export type WorkFunction = (job: AssignedJob, send: (packet: Packet) => void) => void;

const ENDS = new Set<Packet['type']>(['WORK_COMPLETE', 'WORK_FAIL', 'WORK_EXCEPTION']);

/** A worker in a few lines, for one function: it grabs the next job when it has sent the end of the one before. */
export class WireWorker {
  readonly #connection: Connection;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  static async start(port: number, functionName: string, work: WorkFunction): Promise<WireWorker> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    const receive = (packet: Packet) => {
      if (packet.type === 'NO_JOB') connection.send({ type: 'PRE_SLEEP' });
      else if (packet.type === 'NOOP') connection.send({ type: 'GRAB_JOB_UNIQ' });
      else if (packet.type === 'JOB_ASSIGN_UNIQ') {
        work(packet, (report) => {
          connection.send(report);
          if (ENDS.has(report.type)) connection.send({ type: 'GRAB_JOB_UNIQ' });
        });
      }
    };
    const connection = new Connection(socket, 'gearmand', {
      packet: (_magic, number, body) => receive(parsePacket(number, body)),
      line: () => undefined,
      closed: () => undefined,
    });
    connection.send({ type: 'CAN_DO', functionName });
    connection.send({ type: 'GRAB_JOB_UNIQ' });
    return new WireWorker(connection);
  }

  async stop(): Promise<void> {
    const { socket } = this.#connection;
    if (socket.closed) return;
    this.#connection.destroy();
    await once(socket, 'close');
  }
}
