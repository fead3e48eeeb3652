/**
 * What each packet of a client or worker does but those that submit jobs: the job queue is asked, the effects are given
 * back. Packets that are in neither table are not for a server.
 */
import type { PacketName, PacketOf } from '../protocol/index.js';
import { MAX_CLIENT_ID_BYTES, MAX_HANDLE_BYTES } from '../protocol/names.js';
import { SERVER_ERRORS } from '../protocol/server-errors.js';
import { readCInteger, readCString } from './job-queue/c-text.js';
import { type Effect, refuse, send } from './job-queue/effect.js';
import { statusOfHandle, statusOfUnique } from './job-queue/views.js';
import type { Occasion } from './request-handler.js';

/** The rows of the table. */
export type PacketHandlers = {
  readonly [Name in PacketName]?: (occasion: Occasion, packet: PacketOf<Name>) => Effect[];
};

/** The handlers by the name of their packet. */
export const packetHandlers: PacketHandlers = {
  ECHO_REQ: ({ peer }, { data }) => [send(peer, { type: 'ECHO_RES', data })],

  OPTION_REQ: ({ peer }, { option }) => {
    if (readCString(option).toLowerCase() !== 'exceptions') return [refuse(peer, SERVER_ERRORS.unknownOption)];
    peer.wantsExceptions = true;
    return [send(peer, { type: 'OPTION_RES', option })];
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
  CANT_DO: ({ queue, peer, nowMs }, { functionName }) => queue.cantDo(peer, functionName, nowMs),
  RESET_ABILITIES: ({ queue, peer, nowMs }) => queue.resetAbilities(peer, nowMs),

  PRE_SLEEP: ({ queue, peer }) => queue.preSleep(peer),
  GRAB_JOB: grabs,
  GRAB_JOB_UNIQ: grabs,
  GRAB_JOB_ALL: grabs,

  // DEVIATION: gearmand neither answers nor passes on a denominator of 12 bytes and more.
  WORK_STATUS: ({ queue, peer }, packet) => queue.reports.status(peer, packet),
  WORK_DATA: ({ queue, peer }, packet) => queue.reports.data(peer, packet),
  WORK_WARNING: ({ queue, peer }, packet) => queue.reports.data(peer, packet),
  WORK_COMPLETE: ({ queue, peer, nowMs }, packet) => queue.reports.complete(peer, packet, nowMs),
  WORK_EXCEPTION: ({ queue, peer, nowMs }, packet) => queue.reports.exception(peer, packet, nowMs),
  WORK_FAIL: ({ queue, peer, nowMs }, packet) => {
    const handle = readCString(packet.handle);
    if (handle.length > MAX_HANDLE_BYTES) return [refuse(peer, SERVER_ERRORS.handleTooLarge)];
    return queue.reports.fail(peer, handle, nowMs);
  },
};

type GrabPacket = PacketOf<'GRAB_JOB'> | PacketOf<'GRAB_JOB_UNIQ'> | PacketOf<'GRAB_JOB_ALL'>;

function grabs({ queue, peer, nowMs }: Occasion, { type }: GrabPacket): Effect[] {
  return queue.grab(peer, type, nowMs);
}
