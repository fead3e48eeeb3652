import { bytesOf, type Data } from './case-data.js';
import type { Action } from './clidiff-case.js';
import { PacketPipe, type RawPacket } from './packet-pipe.js';

/** A job as its worker got it: function, unique ID and workload. */
export type RawJob = readonly [functionName: Buffer, unique: Buffer, workload: Buffer];

/** A worker that does with each job what a case says, and notes them; for the last lines of a script counts also later. */
export class RawWorker {
  readonly jobs: RawJob[] = [];
  readonly #pipe: PacketPipe;

  private constructor(pipe: PacketPipe) {
    this.#pipe = pipe;
  }

  static async start(
    port: number,
    functions: readonly string[],
    script: readonly (readonly Action[])[],
    gate: (name: string) => Promise<void>,
  ): Promise<RawWorker> {
    const worker = new RawWorker(await PacketPipe.to(port));
    for (const name of functions) worker.#pipe.send('REQ', 'CAN_DO', Buffer.from(name));
    void worker.#work(script, gate);
    return worker;
  }

  stop(): void {
    this.#pipe.close();
  }

  async #work(script: readonly (readonly Action[])[], gate: (name: string) => Promise<void>): Promise<void> {
    const pipe = this.#pipe;
    pipe.send('REQ', 'GRAB_JOB_UNIQ');
    for (let packet = await pipe.next(); packet !== undefined; packet = await pipe.next()) {
      if (packet.type === 'NO_JOB') pipe.send('REQ', 'PRE_SLEEP');
      if (packet.type === 'NOOP') pipe.send('REQ', 'GRAB_JOB_UNIQ');
      if (packet.type !== 'JOB_ASSIGN_UNIQ') continue;
      for (const action of this.#actionsFor(packet, script)) await this.#act(action, packet, gate);
      pipe.send('REQ', 'GRAB_JOB_UNIQ');
    }
  }

  #actionsFor({ args }: RawPacket, script: readonly (readonly Action[])[]): readonly Action[] {
    const [, functionName = Buffer.alloc(0), unique = Buffer.alloc(0), workload = Buffer.alloc(0)] = args;
    this.jobs.push([functionName, unique, workload]);
    return script[Math.min(this.jobs.length, script.length) - 1] ?? [];
  }

  async #act([verb, ...rest]: Action, { args }: RawPacket, gate: (name: string) => Promise<void>): Promise<void> {
    const [handle = Buffer.alloc(0), functionName = '', , workload = Buffer.alloc(0)] = args;
    const [first, second] = rest as Data[];
    switch (verb) {
      case 'gate':
        return gate(String(rest[0]));
      case 'close':
        return this.#pipe.close();
      case 'fail':
        return this.#pipe.send('REQ', 'WORK_FAIL', handle);
      case 'status':
        return this.#pipe.send('REQ', 'WORK_STATUS', handle, bytesOf(first), bytesOf(second));
      case 'complete_workload':
        return this.#pipe.send('REQ', 'WORK_COMPLETE', handle, workload);
      case 'complete_tagged': {
        const tagged = Buffer.concat([Buffer.from(`[${functionName}|`), workload, Buffer.from(']')]);
        return this.#pipe.send('REQ', 'WORK_COMPLETE', handle, tagged);
      }
      default:
        return this.#pipe.send('REQ', `WORK_${verb.toUpperCase()}`, handle, bytesOf(first));
    }
  }
}
