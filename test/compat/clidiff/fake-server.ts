import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { bytesOf, type Data } from './case-data.js';
import type { Action, FakeScript } from './clidiff-case.js';
import { listen } from './loopback.js';
import { PacketPipe, type RawPacket } from './packet-pipe.js';

/** A job server that does what a case says, as no real one would, and notes what it is sent. */
export class FakeServer {
  readonly port: number;
  readonly packets: RawPacket[] = [];
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, port: number, sockets: Set<Socket>) {
    this.#server = server;
    this.port = port;
    this.#sockets = sockets;
  }

  static async start(script: FakeScript): Promise<FakeServer> {
    const sockets = new Set<Socket>();
    const { server, port } = await listen((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      void (script.on_admin === undefined ? fake.#serve(script, socket) : answerLines(script.on_admin, socket, fake));
    });
    const fake = new FakeServer(server, port, sockets);
    return fake;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve({ submit = [[['created'], ['complete_workload']]] }: FakeScript, socket: Socket): Promise<void> {
    const pipe = new PacketPipe(socket);
    for (let packet = await pipe.next(); packet !== undefined; packet = await pipe.next()) {
      this.packets.push(packet);
      if (packet.type.startsWith('SUBMIT')) {
        const number = this.packets.filter(({ type }) => type.startsWith('SUBMIT')).length;
        const actions = submit[Math.min(number, submit.length) - 1] ?? [];
        const workload = packet.args[2] ?? Buffer.alloc(0);
        for (const action of actions) await act(pipe, action, Buffer.from(`H:fake:${number}`), workload);
      } else if (packet.type.startsWith('GRAB_JOB')) {
        pipe.send('RES', 'NO_JOB');
      } else if (packet.type === 'ECHO_REQ' || packet.type === 'OPTION_REQ') {
        pipe.send('RES', packet.type.replace('REQ', 'RES'), ...packet.args);
      }
    }
  }
}

async function act(pipe: PacketPipe, [verb, ...rest]: Action, handle: Buffer, workload: Buffer): Promise<void> {
  const [first, second] = rest as Data[];
  switch (verb) {
    case 'created':
      return pipe.send('RES', 'JOB_CREATED', handle);
    case 'fail':
      return pipe.send('RES', 'WORK_FAIL', handle);
    case 'complete_workload':
      return pipe.send('RES', 'WORK_COMPLETE', handle, workload);
    case 'status':
      return pipe.send('RES', 'WORK_STATUS', handle, bytesOf(first), bytesOf(second));
    case 'error':
      return pipe.send('RES', 'ERROR', bytesOf(first), bytesOf(second));
    case 'split':
      for (const byte of resultPacket(handle, bytesOf(first))) {
        pipe.write(Buffer.of(byte));
        await pause(0);
      }
      return undefined;
    case 'pause':
      return pause(Number(rest[0]) * 1000);
    case 'close':
      return pipe.close();
    case 'silence':
      return undefined;
    default:
      return pipe.send('RES', `WORK_${verb.toUpperCase()}`, handle, bytesOf(first));
  }
}

/** Builds a WORK_COMPLETE, whose number is 13. */
function resultPacket(handle: Buffer, data: Buffer): Buffer {
  const header = Buffer.from('\0RES\0\0\0\x0d\0\0\0\0', 'latin1');
  header.writeUInt32BE(handle.length + 1 + data.length, 8);
  return Buffer.concat([header, handle, Buffer.of(0), data]);
}

async function answerLines(
  answers: NonNullable<FakeScript['on_admin']>,
  socket: Socket,
  fake: FakeServer,
): Promise<void> {
  socket.setEncoding('latin1').on('error', () => undefined);
  let begun = '';
  for await (const text of socket as AsyncIterable<string>) {
    const [first = '', ...others] = text.split('\n');
    begun += first;
    for (const next of others) {
      const line = begun.replace(/\r$/, '');
      begun = next;
      fake.packets.push({ type: 'TEXT', args: [Buffer.from(line, 'latin1')] });
      for (const chunk of answers[line] ?? answers['*'] ?? []) {
        if (chunk !== null && typeof chunk === 'object' && 'pause' in chunk) await pause(chunk.pause * 1000);
        else if (chunk !== null && typeof chunk === 'object' && 'close' in chunk) return void socket.destroySoon();
        else socket.write(bytesOf(chunk));
      }
    }
  }
}
