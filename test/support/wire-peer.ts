import { connect, type Socket } from 'node:net';

/** The real clock, also in tests that turn a false one. */
const { setTimeout: setRealTimeout, clearTimeout: clearRealTimeout } = globalThis;

const DEADLINE_MS = 2000;

/** A packet as it came, cut into its header's fields and its body as latin1. */
export interface WirePacket {
  readonly magic: string;
  readonly number: number;
  readonly body: string;
}

/** Builds the bytes of a request, by hand and not by our encoder: arguments are joined by NUL. */
export function request(number: number, ...args: (string | Uint8Array)[]): Buffer {
  return Buffer.concat([header('REQ', number, args), bodyOf(args)]);
}

/** Builds the bytes of a response. */
export function response(number: number, ...args: (string | Uint8Array)[]): Buffer {
  return Buffer.concat([header('RES', number, args), bodyOf(args)]);
}

/** One end of a TCP connection in a test: sends bytes, and waits for bytes with a deadline. */
export class WirePeer {
  readonly #socket: Socket;
  readonly #listeners = new Set<() => void>();
  #pending: Buffer = Buffer.alloc(0);
  #ended = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#pending = Buffer.concat([this.#pending, chunk]);
      this.#notify();
    });
    for (const event of ['end', 'close', 'error']) {
      socket.on(event, () => {
        this.#ended = true;
        this.#notify();
      });
    }
  }

  /** Connects to a server on this machine, by port or by the path of a unix socket. */
  static connect(where: number | string): Promise<WirePeer> {
    return new Promise((resolve, reject) => {
      const how = typeof where === 'number' ? { port: where, host: '127.0.0.1' } : { path: where };
      const socket = connect({ ...how, noDelay: true, allowHalfOpen: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new WirePeer(socket));
      });
    });
  }

  /** The bytes that came and were not taken yet. */
  get pending(): Buffer {
    return this.#pending;
  }

  /** True once the server has closed. */
  get ended(): boolean {
    return this.#ended;
  }

  get socket(): Socket {
    return this.#socket;
  }

  send(bytes: string | Uint8Array): void {
    this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Takes the next bytes. */
  async take(count: number): Promise<Buffer> {
    await this.until(() => this.#pending.length >= count, `${count} bytes`);
    const bytes = this.#pending.subarray(0, count);
    this.#pending = this.#pending.subarray(count);
    return bytes;
  }

  /** Takes the next packet. */
  async packet(): Promise<WirePacket> {
    const head = await this.take(12);
    const body = await this.take(head.readUInt32BE(8));
    return { magic: head.toString('latin1', 1, 4), number: head.readUInt32BE(4), body: body.toString('latin1') };
  }

  /** Takes what comes next up to `end`, as latin1. */
  async text(end: string): Promise<string> {
    await this.until(() => this.#pending.includes(end, 0, 'latin1'), JSON.stringify(end));
    const bytes = await this.take(this.#pending.indexOf(end, 0, 'latin1') + end.length);
    return bytes.toString('latin1');
  }

  /** Waits until a condition holds; fails when the server closes or the deadline passes before. */
  async until(holds: () => boolean, what: string, deadlineMs = DEADLINE_MS): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearRealTimeout(timer);
        this.#listeners.delete(look);
        settle();
      };
      const fail = (why: string) =>
        finish(() =>
          reject(new Error(`waited for ${what}: ${why}, ${JSON.stringify(this.#pending.toString('latin1', 0, 300))}`)),
        );
      const look = () => {
        if (holds()) finish(resolve);
        else if (this.#ended) fail('closed');
      };
      const timer = setRealTimeout(() => fail('too late'), deadlineMs);
      this.#listeners.add(look);
      look();
    });
  }

  /** Waits until the server has closed; fails if it has sent anything more. */
  async closed(): Promise<void> {
    await this.until(() => this.#ended, 'the end');
    if (this.#pending.length > 0)
      throw new Error(`got more before the end: ${JSON.stringify(this.#pending.toString('latin1', 0, 300))}`);
  }

  /** Sends FIN and goes on reading. */
  halfClose(): void {
    this.#socket.end();
  }

  /** Closes, and waits until that is done. */
  async close(): Promise<void> {
    if (this.#socket.closed) return;
    await new Promise((resolve) => {
      this.#socket.once('close', resolve);
      this.#socket.destroy();
    });
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function bodyOf(args: (string | Uint8Array)[]): Buffer {
  const parts = args.map((arg) => (typeof arg === 'string' ? Buffer.from(arg, 'latin1') : arg));
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from([0]), part])));
}

function header(magic: 'REQ' | 'RES', number: number, args: (string | Uint8Array)[]): Buffer {
  const head = Buffer.alloc(12);
  head.write(magic, 1, 'latin1');
  head.writeUInt32BE(number, 4);
  head.writeUInt32BE(bodyOf(args).length, 8);
  return head;
}
