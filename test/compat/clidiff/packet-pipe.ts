import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PACKET_TABLE } from '../../../src/protocol/index.js';

/** A packet as it came, its arguments cut as its type has them. */
export interface RawPacket {
  readonly type: string;
  readonly args: readonly Buffer[];
}

const HEADER_BYTES = 12;

/** One end of a connection that speaks the binary protocol, whatever is said. */
export class PacketPipe {
  readonly #socket: Socket;
  readonly #packets: RawPacket[] = [];
  #pending = Buffer.alloc(0);
  #hasEnded = false;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => undefined);
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        this.#hasEnded = true;
        this.#wake();
      });
    }
  }

  /** Connects to a server on this machine. */
  static async to(port: number): Promise<PacketPipe> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new PacketPipe(socket);
  }

  send(magic: 'REQ' | 'RES', type: string, ...args: readonly Uint8Array[]): void {
    const body = args.flatMap((arg, index) => (index === 0 ? [arg] : [Buffer.of(0), arg]));
    const header = Buffer.alloc(HEADER_BYTES);
    header.write(magic, 1, 'latin1');
    header.writeUInt32BE(PACKET_TABLE.find((row) => row.name === type)?.number ?? 0, 4);
    header.writeUInt32BE(
      body.reduce((sum, part) => sum + part.length, 0),
      8,
    );
    this.write(Buffer.concat([header, ...body]));
  }

  write(bytes: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** Gives the next packet; undefined when there will be none. */
  async next(): Promise<RawPacket | undefined> {
    while (this.#packets.length === 0 && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#packets.shift();
  }

  /** Sends what waits, and closes. */
  close(): void {
    this.#socket.destroySoon();
  }

  #receive(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    while (this.#pending.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + this.#pending.readUInt32BE(8);
      if (this.#pending.length < end) return;
      this.#packets.push(packetOf(this.#pending.readUInt32BE(4), this.#pending.subarray(HEADER_BYTES, end)));
      this.#pending = this.#pending.subarray(end);
    }
    this.#wake();
  }
}

function packetOf(number: number, body: Buffer): RawPacket {
  const row = PACKET_TABLE.find((each) => each.number === number);
  const count = row === undefined ? 1 : row.text.length + (row.data ? 1 : 0);
  const args: Buffer[] = [];
  let rest = body;
  while (rest.length > 0 && args.length < count - 1 && rest.includes(0)) {
    const end = rest.indexOf(0);
    args.push(rest.subarray(0, end));
    rest = rest.subarray(end + 1);
  }
  return { type: row?.name ?? `TYPE_${number}`, args: body.length === 0 ? [] : [...args, rest] };
}
