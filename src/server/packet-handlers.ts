/**
 * What each packet of a client or worker does: its arguments are read, the job queue is asked, the effects are given
 * back. Packets that are not in the table are not for a server.
 */
import type { PacketName, PacketOf } from '../protocol/index.js';
import { MAX_CLIENT_ID_BYTES, MAX_HANDLE_BYTES } from '../protocol/names.js';
import { SERVER_ERRORS } from '../protocol/server-errors.js';
import { readCInteger, readCString } from './job-queue/c-text.js';
import { type Effect, refuse, send } from './job-queue/effect.js';
import type { JobQueue } from './job-queue/job-queue.js';
import type { Peer, Priority, Submission } from './job-queue/model.js';
import { statusOfHandle, statusOfUnique } from './job-queue/views.js';

/** Who sent a packet, when, and to which queue. */
export interface Occasion {
  readonly queue: JobQueue;
  readonly peer: Peer;
  readonly nowMs: number;
}

/** The rows of the table. */
export type PacketHandlers = {
  readonly [Name in PacketName]?: (occasion: Occasion, packet: PacketOf<Name>) => Effect[];
};

const EPOCH_OUT_OF_RANGE = { errorCode: 'INVALID_ARGUMENT', errorText: 'Epoch out of range' };

/** The largest time that gearmand can hold, in seconds since 1970, as a float. */
const MAX_EPOCH_SECONDS = 2 ** 63;

/** The handlers by the name of their packet. */
export const packetHandlers: PacketHandlers = {
  ECHO_REQ: ({ peer }, { data }) => [send(peer, { type: 'ECHO_RES', data })],

  OPTION_REQ: ({ peer }, { option }) => {
    if (readCString(option).toLowerCase() !== 'exceptions') return [refuse(peer, SERVER_ERRORS.unknownOption)];
    peer.wantsExceptions = true;
    return [send(peer, { type: 'OPTION_RES', option })];
  },

  SUBMIT_JOB: submits('normal', 'foreground'),
  SUBMIT_JOB_BG: submits('normal', 'background'),
  SUBMIT_JOB_HIGH: submits('high', 'foreground'),
  SUBMIT_JOB_HIGH_BG: submits('high', 'background'),
  SUBMIT_JOB_LOW: submits('low', 'foreground'),
  SUBMIT_JOB_LOW_BG: submits('low', 'background'),
  SUBMIT_REDUCE_JOB: submits('normal', 'foreground'),
  SUBMIT_REDUCE_JOB_BACKGROUND: submits('normal', 'background'),
  SUBMIT_JOB_EPOCH: (occasion, packet) => {
    const seconds = readCInteger(packet.epochSeconds);
    // DEVIATION: gearmand does not answer.
    if (Math.abs(seconds) >= MAX_EPOCH_SECONDS) return [refuse(occasion.peer, EPOCH_OUT_OF_RANGE)];
    return submit(occasion, packet, { priority: 'normal', background: true, runAtEpochMs: seconds * 1000 });
  },

  // DEVIATION: gearmand answers neither for a handle nor for an ID of 64 bytes and more.
  GET_STATUS: ({ queue, peer }, { handle }) => [send(peer, statusOfHandle(queue.view, readCString(handle)))],
  GET_STATUS_UNIQUE: ({ queue, peer }, { unique }) => [send(peer, statusOfUnique(queue.view, readCString(unique)))],

  SET_CLIENT_ID: ({ peer }, { clientId }) => {
    peer.clientId = readCString(clientId).slice(0, MAX_CLIENT_ID_BYTES);
    return [];
  },
  CAN_DO: ({ queue, peer }, { functionName }) => {
    queue.canDo(peer, functionName);
    return [];
  },
  CAN_DO_TIMEOUT: ({ queue, peer }, { functionName, timeoutMs }) => {
    // DEVIATION: gearmand dies of a number of 20 digits, and registers nothing for a longer one.
    queue.canDo(peer, functionName, readCInteger(timeoutMs));
    return [];
  },
  CANT_DO: ({ queue, peer }, { functionName }) => queue.cantDo(peer, functionName),
  RESET_ABILITIES: ({ queue, peer }) => queue.resetAbilities(peer),

  PRE_SLEEP: ({ queue, peer }) => queue.preSleep(peer),
  GRAB_JOB: grabs,
  GRAB_JOB_UNIQ: grabs,
  GRAB_JOB_ALL: grabs,

  // DEVIATION: gearmand neither answers nor passes on a denominator of 12 bytes and more.
  WORK_STATUS: ({ queue, peer }, packet) => queue.workStatus(peer, packet),
  WORK_DATA: ({ queue, peer }, packet) => queue.workData(peer, packet),
  WORK_WARNING: ({ queue, peer }, packet) => queue.workData(peer, packet),
  WORK_COMPLETE: ({ queue, peer }, packet) => queue.workComplete(peer, packet),
  WORK_EXCEPTION: ({ queue, peer }, packet) => queue.workException(peer, packet),
  WORK_FAIL: ({ queue, peer }, packet) => {
    const handle = readCString(packet.handle);
    if (handle.length > MAX_HANDLE_BYTES) return [refuse(peer, SERVER_ERRORS.handleTooLarge)];
    return queue.workFail(peer, handle);
  },
};

type GrabPacket = PacketOf<'GRAB_JOB'> | PacketOf<'GRAB_JOB_UNIQ'> | PacketOf<'GRAB_JOB_ALL'>;

function grabs({ queue, peer, nowMs }: Occasion, { type }: GrabPacket): Effect[] {
  return queue.grab(peer, type, nowMs);
}

/** The arguments that all submissions have, and the one that only some have. */
interface SubmitPacket {
  readonly functionName: string;
  readonly unique: string;
  readonly reducer?: string;
  readonly data: Uint8Array;
}

function submits(priority: Priority, ground: 'foreground' | 'background') {
  return (occasion: Occasion, packet: SubmitPacket): Effect[] =>
    submit(occasion, packet, { priority, background: ground === 'background', runAtEpochMs: 0 });
}

function submit(
  { queue, peer, nowMs }: Occasion,
  { functionName, unique, reducer = '', data }: SubmitPacket,
  how: Pick<Submission, 'priority' | 'background' | 'runAtEpochMs'>,
): Effect[] {
  return queue.submit(peer, { functionName, unique, reducer, workload: kept(data), ...how }, nowMs);
}

/** Gives bytes to keep for long: copied, unless they are most of the memory that a view on them would keep alive. */
function kept(bytes: Uint8Array): Uint8Array {
  return bytes.length * 2 >= bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
