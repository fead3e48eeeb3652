import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../support/until.js';
import { bytesOf, type Data, written } from './case-data.js';
import type { ClidiffCase, Step } from './clidiff-case.js';
import { FakeServer } from './fake-server.js';
import type { Finding } from './findings.js';
import { JobServer } from './job-server.js';
import { freePort } from './loopback.js';
import { PacketPipe, type RawPacket } from './packet-pipe.js';
import { type RawJob, RawWorker } from './raw-worker.js';
import { tidied, type Varying } from './tidied.js';
import { ToolRun, type Tools } from './tool-run.js';

const DEADLINE_MS = 60_000;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Where one case is played: its servers, workers and tools, each with a name, and what was found out of them. */
export class Stage {
  readonly findings = new Map<string, Finding>();
  readonly #tools: Tools;
  readonly #env: NodeJS.ProcessEnv;
  readonly #folder = mkdtempSync(join(tmpdir(), 'clidiff-'));
  readonly #ports: Record<string, number> = {};
  readonly #servers = new Map<string, JobServer>();
  readonly #runs = new Map<string, { readonly run: ToolRun; readonly step: Step }>();
  readonly #workers = new Map<string, RawWorker>();
  readonly #openJobs = new Map<string, PacketPipe>();
  readonly #gates = new Map<string, { readonly opened: Promise<void>; readonly open: () => void }>();
  #fake: FakeServer | undefined;

  /** The tools are run with `env` on top of what they need. */
  constructor(tools: Tools, env: NodeJS.ProcessEnv) {
    this.#tools = tools;
    this.#env = env;
  }

  /** Plays a case. Rejects when something that it waits for does not come. */
  async play(played: ClidiffCase): Promise<void> {
    for (const [index, kind] of (played.servers ?? ['gearmand']).entries()) {
      const name = index === 0 ? '' : `${index + 1}`;
      if (kind === 'fake') this.#fake = await FakeServer.start(played.fake ?? {});
      else this.#servers.set(name, await JobServer.start());
      this.#ports[`PORT${name}`] = (kind === 'fake' ? this.#fake : this.#servers.get(name))?.port ?? 0;
    }
    this.#ports.DEAD = await freePort();
    for (const step of played.steps) await this.#do(step);
    for (const [name, { jobs }] of this.#workers) this.findings.set(name, { jobs: jobs.map((job) => this.#job(job)) });
    if (this.#fake !== undefined) {
      const kept = this.#fake.packets.filter(
        ({ type }) => played.record_packets?.some((begin) => type.startsWith(begin)) ?? true,
      );
      this.findings.set('fake', { packets: kept.map((packet) => this.#packet(packet)) });
    }
  }

  /** Ends all that runs, and removes what was written. */
  async clear(): Promise<void> {
    for (const { open } of this.#gates.values()) open();
    for (const worker of this.#workers.values()) worker.stop();
    for (const pipe of this.#openJobs.values()) pipe.close();
    for (const { run } of this.#runs.values()) await run.kill();
    for (const server of this.#servers.values()) await server.kill();
    await this.#fake?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #do(step: Step): Promise<void> {
    const name = step.as ?? '';
    switch (step.op) {
      case 'spawn':
        return this.#start(name, step);
      case 'run':
        this.#start(name, step);
        return this.#end(name);
      case 'wait':
        return this.#end(name);
      case 'signal':
        this.#run(name).process.kill(`SIG${step.signal}` as NodeJS.Signals);
        return undefined;
      case 'wait_output':
        return this.#run(name).wrote(this.#filled(step.contains).toString());
      case 'wait_status':
        return this.#untilCounts(step);
      case 'raw_worker':
        return this.#startWorker(name, step);
      case 'wait_jobs':
        return until(() => (this.#workers.get(name)?.jobs.length ?? 0) >= (step.count ?? 0), DEADLINE_MS);
      case 'open_gate':
        return this.#gate(step.gate ?? '').open();
      case 'raw_submit':
        await this.#submit(name, step);
        return this.#collect(name, step);
      case 'raw_open':
        return this.#submit(name, step);
      case 'raw_collect':
        return this.#collect(name, step);
      case 'drain':
        return this.#drain(name, step);
      case 'kill_server':
        return this.#server(step).kill();
      case 'restart_server':
        return this.#server(step).restart();
      case 'write_file':
        return writeFileSync(this.#path(step), this.#filled(step.data));
      case 'wait_file':
        return until(() => existsSync(this.#path(step)) && (step.empty_ok || statSync(this.#path(step)).size > 0));
      case 'file_exists':
        return this.#note(name, { exists: existsSync(this.#path(step)) });
      case 'pidfile_alive': {
        const pid = /^(\d+)\n$/.exec(readFileSync(this.#path(step), 'latin1'))?.[1];
        return this.#note(name, { alive: pid !== undefined && existsSync(`/proc/${pid}`) });
      }
      default:
        throw new Error(`no such step: ${step.op}`);
    }
  }

  #start(name: string, step: Step): void {
    const { tool = 'gearman', args = [], stdin, stdout } = step;
    const command = tool === 'sh' ? ['/bin/sh', '-c'] : this.#tools[tool];
    const variables = Object.entries(step.env ?? {}).map(([variable, value]) => [
      variable,
      this.#filled(value).toString(),
    ]);
    const run = new ToolRun({
      words: [...command.map((word) => Buffer.from(word)), ...args.map((arg) => this.#filled(arg))],
      env: {
        // Workers that are killed leave their FIFOs in it.
        ...{ PATH: process.env.PATH, LC_ALL: 'C', TMPDIR: this.#folder, PORT: `${this.#ports.PORT ?? ''}` },
        ...{ GEARMAN: this.#tools.gearman.join(' '), GEARADMIN: this.#tools.gearadmin.join(' ') },
        ...this.#env,
        ...Object.fromEntries(variables),
      },
      cwd: this.#folder,
      stdin: inputOf(stdin),
      stdout,
    });
    this.#runs.set(name, { run, step });
  }

  async #end(name: string): Promise<void> {
    const run = this.#run(name);
    const exit = await run.ended();
    const how = this.#runs.get(name)?.step.norm ?? [];
    this.#note(name, { exit, stdout: this.#tidied(run.stdout, how), stderr: this.#tidied(run.stderr) });
  }

  async #untilCounts(step: Step): Promise<void> {
    const wanted = (['total', 'running', 'workers'] as const).filter((what) => step[what] !== undefined);
    await until(async () => {
      const counts = await this.#server(step).counts(step.function ?? '');
      return wanted.every((what) => counts[what] === step[what]);
    }, DEADLINE_MS);
  }

  async #startWorker(name: string, step: Step): Promise<void> {
    const { functions = [], script = [[['complete_workload']]] } = step;
    const worker = await RawWorker.start(this.#port(step), functions, script, (gate) => this.#gate(gate).opened);
    this.#workers.set(name, worker);
  }

  async #submit(name: string, step: Step): Promise<void> {
    const pipe = await PacketPipe.to(this.#port(step));
    const args = [step.function ?? '', step.unique ?? '', step.data ?? ''].map(bytesOf);
    pipe.send('REQ', step.kind ?? 'SUBMIT_JOB', ...args);
    this.#openJobs.set(name, pipe);
    if (step.op === 'raw_open') this.#note(name, { packets: [[(await pipe.next())?.type]] });
  }

  async #collect(name: string, { op }: Step): Promise<void> {
    const pipe = this.#openJobs.get(name);
    const packets = op === 'raw_collect' ? [...((this.findings.get(name)?.packets as unknown[]) ?? [])] : [];
    for (let packet = await pipe?.next(); packet !== undefined; packet = await pipe?.next()) {
      const { type, args } = packet;
      packets.push(type === 'JOB_CREATED' ? [type] : [type, ...args.slice(1).map((arg) => this.#tidiedText(arg))]);
      if (type === 'WORK_COMPLETE' || type === 'WORK_FAIL' || type === 'ERROR') break;
    }
    pipe?.close();
    this.#note(name, { packets });
  }

  /** Takes all jobs of some functions out of a server, in the server's order. */
  async #drain(name: string, step: Step): Promise<void> {
    const pipe = await PacketPipe.to(this.#port(step));
    for (const functionName of step.functions ?? []) pipe.send('REQ', 'CAN_DO', Buffer.from(functionName));
    const jobs: unknown[] = [];
    pipe.send('REQ', 'GRAB_JOB_UNIQ');
    for (
      let packet = await pipe.next();
      packet?.type !== 'NO_JOB' && packet !== undefined;
      packet = await pipe.next()
    ) {
      if (packet.type !== 'JOB_ASSIGN_UNIQ') continue;
      const [handle = Buffer.alloc(0), ...job] = packet.args;
      jobs.push(this.#job(job as unknown as RawJob));
      pipe.send('REQ', 'WORK_COMPLETE', handle, Buffer.alloc(0));
      pipe.send('REQ', 'GRAB_JOB_UNIQ');
    }
    pipe.close();
    this.#note(name, { jobs });
  }

  #job([functionName, unique, data = Buffer.alloc(0)]: RawJob): object {
    return { function: written(functionName), unique: uniqueText(unique), data: written(data) };
  }

  #packet({ type, args }: RawPacket): unknown[] {
    const isUnique = (index: number) => index === 1 && type.startsWith('SUBMIT');
    return [type, ...args.map((arg, index) => (isUnique(index) ? uniqueText(arg) : this.#tidiedText(arg)))];
  }

  #gate(name: string): { readonly opened: Promise<void>; readonly open: () => void } {
    const known = this.#gates.get(name);
    if (known !== undefined) return known;
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const gate = { opened, open: () => open() };
    this.#gates.set(name, gate);
    return gate;
  }

  #run(name: string): ToolRun {
    const known = this.#runs.get(name);
    if (known === undefined) throw new Error(`nothing runs by the name ${name}`);
    return known.run;
  }

  #server({ server = '' }: Step): JobServer {
    const known = this.#servers.get(server);
    if (known === undefined) throw new Error(`there is no server '${server}'`);
    return known;
  }

  #port({ server = '' }: Step): number {
    return this.#ports[`PORT${server}`] ?? 0;
  }

  #path({ path }: Step): string {
    return this.#filled(path).toString();
  }

  /** Puts ports and the folder in the place of their names. */
  #filled(data: Data | undefined): Buffer {
    let text = bytesOf(data).toString('latin1').replaceAll('{TMP}', this.#folder);
    for (const [name, port] of Object.entries(this.#ports)) text = text.replaceAll(`{${name}}`, `${port}`);
    return Buffer.from(text, 'latin1');
  }

  #tidied(bytes: Buffer, how: readonly string[] = []): Buffer {
    const varying: Varying = {
      ...{ tools: this.#tools, folder: this.#folder, ports: this.#ports },
      serverPids: [...this.#servers.values()].map(({ pid }) => pid),
    };
    return tidied(bytes, varying, how);
  }

  #tidiedText(bytes: Buffer): unknown {
    return written(bytes.length < 4000 ? this.#tidied(bytes) : bytes);
  }

  #note(name: string, finding: Finding): void {
    this.findings.set(name, { ...this.findings.get(name), ...finding });
  }
}

function uniqueText(unique: Buffer): unknown {
  return UUID.test(unique.toString('latin1')) ? '<uuid>' : written(unique);
}

function inputOf(stdin: Step['stdin']): Buffer | 'open' | 'closed' | undefined {
  if (stdin === undefined || stdin === 'closed') return stdin;
  return stdin !== null && typeof stdin === 'object' && 'open' in stdin ? 'open' : bytesOf(stdin as Data);
}
