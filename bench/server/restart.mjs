// @ts-check
import { withDirectory, withServerIn } from './peers.mjs';
import { submitBackground } from './pipeline.mjs';
import { CAN_DO, GRAB_JOB, JOB_ASSIGN, packet, withConnections } from './wire.mjs';
import { drain } from './work.mjs';

/**
 * Kills a server that has so many jobs queued, starts it again and tells after how many ms a worker has the first job.
 * Fails unless every job is there again.
 * @param {{ start: import('./peers.mjs').Start, jobs: number }} setting
 */
export function restart({ start, jobs }) {
  return withDirectory(async (directory) => {
    const load = { connections: 1, inFlight: 1000, jobs, isUnique: true };
    await withServerIn(start, directory, ({ port }) => submitBackground({ port, ...load }));
    const startedAt = performance.now();
    return withServerIn(start, directory, async ({ port }) => {
      await oneAssigned(port);
      const ms = performance.now() - startedAt;
      await drain({ port, workers: 4, grabs: 50, jobs });
      return ms;
    });
  });
}

/** Waits until a worker has a job, which it gives back by closing its connection. @param {number} port */
function oneAssigned(port) {
  return withConnections({ port, count: 1, deadlineMs: 60_000 }, async ([peer]) => {
    await new Promise((resolve) => {
      if (peer === undefined) return;
      peer.onPacket = (type) =>
        type === JOB_ASSIGN ? resolve(type) : peer.fail(new Error(`unexpected packet ${type}`));
      peer.write(Buffer.concat([packet(CAN_DO, 'bench'), packet(GRAB_JOB)]));
    });
  });
}
