import type { Writable } from 'node:stream';
import { dropPrivileges, type Privileged } from './drop-privileges.js';
import { type LifeFlags, lifeWish, type PrintFlags, printSettings } from './life-wish.js';
import type { HostWish, WorkSource } from './pool/host-wish.js';
import { PoolHost } from './pool/pool-host.js';
import type { WorkEventTaker } from './work-event.js';
import type { WorkerContext } from './worker-context.js';

/** The flags that say how a worker lives, and what it is to its servers. */
export interface WorkFlags extends LifeFlags, PrintFlags {
  readonly server?: readonly string[] | undefined;
  readonly 'no-reconnect': boolean;
  readonly 'max-packet': number;
  readonly 'drop-privileges'?: string | undefined;
}

/** Where a worker lives. */
export interface WorkSurroundings {
  readonly process: Privileged & { readonly pid: number };
  /** The path of this program. */
  readonly program: string;
  readonly version: string;
  /** How servers are reached: keys were read by whoever this process is now. */
  readonly connection: HostWish['worker'];
  /** Where workloads are printed. */
  readonly stdout: Writable;
  readonly bytesJson: WorkerContext['bytesJson'];
  /** Ends the wait for co-processes that are not ready. */
  readonly isUnwanted: AbortSignal;
}

/**
 * Prepares what the flags want, as the user that they want: whose environment `sourceOf` finds. Rejects as it does, as
 * `PoolHost.open` does, and with AccessError.
 */
export async function openWork(
  sourceOf: () => Promise<WorkSource>,
  flags: WorkFlags,
  { process, program, version, connection, stdout, bytesJson, isUnwanted }: WorkSurroundings,
  tell: WorkEventTaker,
): Promise<PoolHost> {
  await becomeSomebodyElse(process, flags);
  // Who that is decides where their journal is.
  const { env, pid } = process;
  return PoolHost.open(
    {
      ...lifeWish(flags, env),
      ...{ source: await sourceOf(), pid, program, version, bytesJson, isUnwanted },
      worker: { ...connection, reconnect: !flags['no-reconnect'], maxPacketBytes: flags['max-packet'] },
      prefersOwnServers: flags.server !== undefined || env.GEARCTL_SERVERS !== undefined,
      print: printSettings(flags, stdout, bytesJson),
    },
    tell,
  );
}

async function becomeSomebodyElse(process: Privileged, { 'drop-privileges': user }: WorkFlags): Promise<void> {
  if (user === undefined) return;
  const { lookUpUser } = await import('./process-user.js');
  dropPrivileges(process, await lookUpUser(user));
}
