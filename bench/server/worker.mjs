// @ts-check
import { CAN_DO, GRAB_JOB, HEADER_BYTES, JOB_ASSIGN, NO_JOB, NOOP, packet, WORK_COMPLETE } from './wire.mjs';

const GRAB = packet(GRAB_JOB);
const COMPLETE = packet(WORK_COMPLETE);
const OUTPUT_BYTES = 512 * 1024;

/**
 * Makes a connection a worker that completes each job with an empty result and grabs the next one in the same write.
 * It keeps `grabs` of them unanswered while there are jobs.
 * @param {import('./wire.mjs').Connection} peer
 * @param {{ functionName: string, grabs: number, onJob: () => void, onEmpty: () => void }} how `onEmpty` is called when
 *   every grab has come back with NO_JOB
 * @returns {Promise<{ grab(): void }>} the server knows the ability; `grab` sends the first grabs, or those after a NOOP
 */
export async function becomeWorker(peer, { functionName, grabs, onJob, onEmpty }) {
  let output = Buffer.allocUnsafe(OUTPUT_BYTES);
  let filled = 0;
  let unanswered = 0;

  const flush = () => {
    if (filled === 0) return;
    if (!peer.write(output.subarray(0, filled))) output = Buffer.allocUnsafe(OUTPUT_BYTES);
    filled = 0;
  };
  const grab = () => {
    for (; unanswered < grabs; unanswered++) filled += GRAB.copy(output, filled);
    flush();
  };
  /** @param {Buffer} bytes @param {number} at where the handle begins, which ends in a NUL */
  const complete = (bytes, at) => {
    const start = filled;
    filled += COMPLETE.copy(output, filled);
    for (let byte = bytes[at] ?? 0; byte !== 0; byte = bytes[++at] ?? 0) output[filled++] = byte;
    output[filled++] = 0;
    output.writeUInt32BE(filled - start - HEADER_BYTES, start + 8);
    filled += GRAB.copy(output, filled);
    if (filled > OUTPUT_BYTES / 2) flush();
  };

  peer.write(packet(CAN_DO, functionName));
  await peer.settled();
  peer.onPacket = (type, bytes, start) => {
    if (type === JOB_ASSIGN) {
      onJob();
      complete(bytes, start);
    } else if (type === NO_JOB) {
      if (--unanswered === 0) onEmpty();
    } else if (type === NOOP) {
      grab();
    } else {
      peer.fail(new Error(`unexpected packet ${type}`));
    }
  };
  peer.onRead = flush;
  return { grab };
}
