import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { Connection } from '../../src/net/connection.js';
import { type Packet, type PacketName, type PacketOf, parsePacket } from '../../src/protocol/index.js';

const DEADLINE_MS = 5000;

/** One client's connection, seen from the server. */
export interface Peer {
  /** Which connection it is, counted from 1. */
  readonly number: number;
  send(...packets: Packet[]): void;
  sendBytes(bytes: Uint8Array): void;
  /** Closes the connection, behind what was sent before. */
  close(): void;
  /** Reads nothing more until `resume`. */
  pause(): void;
  resume(): void;
}

/** What the server does with each type of packet; a type that is not in it is only noted. */
export type Script = { [Name in PacketName]?: (packet: PacketOf<Name>, peer: Peer) => void };

/** A job server that does what a test says, as no real one would. Unless the script has it, OPTION_REQ is granted. */
export class ScriptedServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** All packets that came, in order. */
  readonly received: Packet[] = [];
  readonly peers: Peer[] = [];
  readonly #server: Server;
  readonly #script: Script;
  readonly #connections = new Set<Connection>();
  readonly #listeners = new Set<() => void>();

  private constructor(server: Server, script: Script) {
    const address = server.address();
    this.address = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    this.#server = server;
    this.#script = { OPTION_REQ: ({ option }, peer) => peer.send({ type: 'OPTION_RES', option }), ...script };
    server.on('connection', (socket) => {
      const connection = new Connection(
        socket,
        'client',
        {
          packet: (_magic, number, body) => this.#receive(parsePacket(number, body), peer),
          line: () => undefined,
          closed: () => {
            this.#connections.delete(connection);
            this.#notify();
          },
        },
        { sends: 'RES' },
      );
      const peer: Peer = {
        number: this.peers.length + 1,
        send: (...packets) => packets.forEach((packet) => void connection.send(packet)),
        sendBytes: (bytes) => connection.sendBytes(bytes),
        close: () => connection.end(),
        pause: () => connection.pause(),
        resume: () => connection.resume(),
      };
      this.#connections.add(connection);
      this.peers.push(peer);
      this.#notify();
    });
  }

  /** Gives the address of a server that is there no more. */
  static async stoppedAddress(): Promise<string> {
    const server = await ScriptedServer.start();
    await server.stop();
    return server.address;
  }

  /** Starts one, on a free port of this machine. */
  static async start(script: Script = {}): Promise<ScriptedServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ScriptedServer(server, script);
  }

  /** The connections that are open now. */
  get openConnections(): number {
    return this.#connections.size;
  }

  /** Lists the packets of one type that came. */
  packets<Name extends PacketName>(type: Name): PacketOf<Name>[] {
    return this.received.filter((packet): packet is Packet & PacketOf<Name> => packet.type === type);
  }

  /** Waits until so many packets of a type have come. */
  async got(type: PacketName, count = 1): Promise<void> {
    await this.until(() => this.packets(type).length >= count);
  }

  /** Waits for a condition that what comes and goes here makes true. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#listeners.delete(look);
        reject(new Error(`not so within ${DEADLINE_MS} ms: ${holds}`));
      }, DEADLINE_MS);
      const look = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
    });
  }

  /** Drops all connections and listens no more. */
  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #receive(packet: Packet, peer: Peer): void {
    this.received.push(packet);
    const act = this.#script[packet.type] as ((packet: Packet, peer: Peer) => void) | undefined;
    act?.(packet, peer);
    this.#notify();
  }

  #notify(): void {
    for (const look of [...this.#listeners]) look();
  }
}
