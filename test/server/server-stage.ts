import { type JobServer, type ServerOptions, startServer } from '../../src/server/index.js';
import { request, WirePeer } from '../support/wire-peer.js';

/** The numbers of the packets, copied from the protocol's specification. */
const NUMBERS = {
  CAN_DO: 1,
  RESET_ABILITIES: 3,
  PRE_SLEEP: 4,
  SUBMIT_JOB: 7,
  JOB_CREATED: 8,
  GRAB_JOB: 9,
  NO_JOB: 10,
  JOB_ASSIGN: 11,
  WORK_STATUS: 12,
  WORK_COMPLETE: 13,
  WORK_FAIL: 14,
  GET_STATUS: 15,
  ECHO_REQ: 16,
  SUBMIT_JOB_BG: 18,
  SUBMIT_JOB_HIGH: 21,
  CAN_DO_TIMEOUT: 23,
  WORK_EXCEPTION: 25,
  WORK_DATA: 28,
  GRAB_JOB_UNIQ: 30,
  SUBMIT_JOB_HIGH_BG: 32,
  SUBMIT_JOB_LOW: 33,
  SUBMIT_JOB_LOW_BG: 34,
  SUBMIT_JOB_EPOCH: 36,
  SUBMIT_REDUCE_JOB: 37,
  SUBMIT_REDUCE_JOB_BACKGROUND: 38,
  GET_STATUS_UNIQUE: 41,
} as const;

export type RequestName = keyof typeof NUMBERS;

/** Builds a request by the name of its packet. */
export function packet(name: RequestName, ...args: (string | Uint8Array)[]): Buffer {
  return request(NUMBERS[name], ...args);
}

/** A server on a free port, and the peers that a test connects to it. */
export class ServerStage {
  readonly server: JobServer;
  readonly #peers = new Set<WirePeer>();

  private constructor(server: JobServer) {
    this.server = server;
  }

  static async start(options: ServerOptions = {}): Promise<ServerStage> {
    return new ServerStage(await startServer({ port: 0, ...options }));
  }

  async join(where: number | string = this.server.port): Promise<WirePeer> {
    const peer = await WirePeer.connect(where);
    this.#peers.add(peer);
    return peer;
  }

  async worker(functionName: string): Promise<WirePeer> {
    const peer = await this.join();
    peer.send(packet('CAN_DO', functionName));
    await this.ask(peer, 'ECHO_REQ', 'registered');
    return peer;
  }

  /** Sends a request and gives the body of the next packet. */
  async ask(peer: WirePeer, name: RequestName, ...args: (string | Uint8Array)[]): Promise<string> {
    peer.send(packet(name, ...args));
    return (await peer.packet()).body;
  }

  /** Sends a text command and gives the rows of its list. */
  async list(peer: WirePeer, command: string): Promise<string[]> {
    peer.send(`${command}\n`);
    let text = '';
    while (text !== '.\n' && !text.endsWith('\n.\n')) text += await peer.text('\n');
    return text.split('\n').slice(0, -2);
  }

  /** Lets a peer leave, and waits until the server has noticed. */
  async leave(peer: WirePeer): Promise<void> {
    await peer.close();
    this.#peers.delete(peer);
    const [witness] = [...this.#peers, ...(this.#peers.size === 0 ? [await this.join()] : [])] as [WirePeer];
    while ((await this.list(witness, 'workers')).length > this.#peers.size);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#peers].map((peer) => peer.close()));
    await this.server.close();
  }
}
