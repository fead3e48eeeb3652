import { randomBytes } from 'node:crypto';
import { Admin } from '../../admin/index.js';
import { GearctlError, UsageError } from '../../errors.js';
import { parseRate } from '../submit-jobs/rate.js';
import { removeFunction } from './bench-function.js';
import { BenchProgress } from './bench-progress.js';
import { BenchRun } from './bench-run.js';
import type { BenchReport, BenchResult, BenchServer, BenchSurroundings, BenchWish } from './bench-wish.js';
import { EchoLoad } from './echo-load.js';
import type { Load, LoadName, LoadSetting } from './load.js';
import { Meter } from './meter.js';
import { requireOwnMachine } from './own-machine.js';
import { requireRoomForQueue } from './queue-room.js';
import { RoundTripLoad } from './round-trip-load.js';
import { SubmitLoad } from './submit-load.js';
import { Turns } from './turns.js';
import { WorkLoad } from './work-load.js';

const SAMPLE_MS = 1000;

/** Each kind of operation, and how many of it are under way unless told otherwise. */
const KINDS: Readonly<
  Record<LoadName, { readonly atOnce: number; readonly Kind: new (setting: LoadSetting) => Load }>
> = {
  submit: { atOnce: 1024, Kind: SubmitLoad },
  work: { atOnce: 8, Kind: WorkLoad },
  echo: { atOnce: 8, Kind: EchoLoad },
  roundtrip: { atOnce: 8, Kind: RoundTripLoad },
};

/**
 * Measures a server with operations of one kind. Jobs are of a function that nobody else uses, and whatever comes of it,
 * none of them nor the function is left in the server at the end, if it still answers. Throws UsageError for a server
 * that is not of this machine unless that is wanted, for more jobs than a server may have memory for, and what keeps the
 * measurement from beginning.
 */
export async function runBench(wish: BenchWish, surroundings: BenchSurroundings): Promise<BenchResult> {
  const { connection, load, sizeBytes, count } = wish;
  const { clock, signal } = surroundings;
  const server = onlyServer(wish);
  requireRoomForQueue(wish);
  const intervalMs = wish.rate === undefined ? undefined : parseRate(wish.rate);
  const serverVersion = await versionOf(server, wish, signal);
  const meter = new Meter(clock.nowMs);
  using run = new BenchRun(meter, signal);
  const setting = {
    ...{ connection, count, run, meter, now: clock.nowMs },
    functionName: `gearctl-bench-${randomBytes(4).toString('hex')}`,
    workload: new Uint8Array(sizeBytes).fill('g'.charCodeAt(0)),
    atOnce: Math.min(count, wish.atOnce ?? KINDS[load].atOnce),
    turns: new Turns({ count, intervalMs }, run.ended, clock.nowMs),
  };
  using progress = new BenchProgress(`preparing ${load}`, meter, count, surroundings);
  const watch = setInterval(() => run.checkSilence(server.label, clock.nowMs(), intervalMs), SAMPLE_MS);
  let cpuMs = 0;
  let leftBehind: GearctlError | undefined;
  try {
    await using operations = new KINDS[load].Kind(setting);
    await operations.prepare();
    if (run.error !== undefined) throw run.error;
    progress.begin(load);
    cpuMs = await perform(operations, setting, wish, surroundings);
  } catch (error) {
    // What comes of a run that is stopped says nothing that is not known.
    if (!run.halted.aborted || !(error instanceof GearctlError)) throw error;
    if (run.error !== undefined && meter.operations === 0) throw run.error;
  } finally {
    clearInterval(watch);
    progress.begin('clearing up');
    leftBehind = load === 'echo' ? undefined : await remainsOf(setting, server, wish, progress.clear);
  }
  const report: BenchReport = {
    ...{ load, server: server.label, serverVersion, atOnce: setting.atOnce, sizeBytes },
    ...{ operations: meter.operations, failed: meter.failed, elapsedMs: meter.elapsedMs },
    ...{ latency: meter.latency.summary(), bars: meter.latency.bars() },
    cpuShare: meter.elapsedMs > 0 ? cpuMs / meter.elapsedMs : 0,
  };
  return { report, error: run.error, isCutShort: run.halted.aborted, leftBehind };
}

/** Measures from now on, and gives the ms of a CPU that this process took for it. */
async function perform(
  load: Load,
  { meter, run }: LoadSetting,
  { durationMs }: BenchWish,
  { clock, sample }: BenchSurroundings,
): Promise<number> {
  meter.restart();
  run.endAfter(durationMs);
  const cpuMs = clock.cpuMs();
  const samples = setInterval(() => sample(meter.sample()), SAMPLE_MS);
  try {
    await load.perform();
    return clock.cpuMs() - cpuMs;
  } finally {
    clearInterval(samples);
    sample(meter.sample());
  }
}

function onlyServer({ connection, anywhere }: BenchWish): BenchServer {
  const [server, ...others] = connection.servers;
  if (server === undefined || others.length > 0) {
    throw new UsageError(`a benchmark measures one server, not ${connection.servers.length}`, {
      hint: 'name it with -s',
    });
  }
  if (!anywhere) requireOwnMachine(server);
  return server;
}

async function versionOf(server: BenchServer, { connection }: BenchWish, signal: AbortSignal): Promise<string> {
  await using admin = new Admin(server, { ...connection, signal });
  return await admin.version();
}

/** Removes what is in the server, and gives what kept it from that. A run that was stopped is cleared up after, too. */
async function remainsOf(
  setting: LoadSetting,
  server: BenchServer,
  { connection }: BenchWish,
  cleared: (total: number) => void,
): Promise<GearctlError | undefined> {
  await using admin = new Admin(server, connection);
  try {
    await removeFunction(admin, setting, cleared);
    return undefined;
  } catch (error) {
    return error as GearctlError;
  }
}
