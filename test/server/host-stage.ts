import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { JobHost, type JobHostOptions } from '../../src/server/job-host.js';
import { WirePeer } from '../support/wire-peer.js';
import { packet, type RequestName } from './server-stage.js';

/** A job host with any options behind a free port, and the peers that a test connects to it. */
export class HostStage {
  readonly host: JobHost;
  readonly reports: string[];
  readonly #server: Server;
  readonly #peers = new Set<WirePeer>();

  private constructor(host: JobHost, server: Server, reports: string[]) {
    this.host = host;
    this.#server = server;
    this.reports = reports;
  }

  static async start(options: Partial<JobHostOptions> = {}): Promise<HostStage> {
    const reports: string[] = [];
    const host = new JobHost({
      handlePrefix: 'H:test',
      facts: { version: '1.0', pid: 7 },
      maxPacketBytes: 1_000_000,
      maxUnsentBytes: 1_000_000,
      report: (error) => reports.push(error.message),
      ...options,
    });
    host.restore();
    const server = createServer({ noDelay: true }, (socket) => host.welcome(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new HostStage(host, server, reports);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async join(): Promise<WirePeer> {
    const peer = await WirePeer.connect(this.port);
    this.#peers.add(peer);
    return peer;
  }

  async worker(...functionNames: string[]): Promise<WirePeer> {
    const peer = await this.join();
    for (const name of functionNames) peer.send(packet('CAN_DO', name));
    await this.ask(peer, 'ECHO_REQ', 'registered');
    return peer;
  }

  /** Sends a request and gives the body of the next packet. */
  async ask(peer: WirePeer, name: RequestName, ...args: (string | Uint8Array)[]): Promise<string> {
    peer.send(packet(name, ...args));
    return (await peer.packet()).body;
  }

  async stop(): Promise<void> {
    await Promise.all(Array.from(this.#peers, (peer) => peer.close()));
    const closed = once(this.#server, 'close');
    this.#server.close();
    await this.host.close(1000);
    await closed;
  }
}
