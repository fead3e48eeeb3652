import { PACKET_TABLE, readByteString } from '../../protocol/index.js';

type Row = (typeof PACKET_TABLE)[number];

/** The packets that clients and workers send. */
type RequestName<R extends Row = Row> = R extends Row
  ? Extract<R['sentBy'][number], 'client' | 'worker'> extends never
    ? never
    : R['name']
  : never;

/**
 * What a packet needs: nothing, the right to submit jobs for its function or to work on it, or (`ask`) to submit jobs
 * for any function at all.
 */
export type PacketNeed = 'nothing' | 'submit' | 'work' | 'ask';

/**
 * The needs of all packets. A worker is judged when it registers a function: it is given no job for any other, and a
 * report on a job counts only if it comes from the worker that holds it.
 */
export const PACKET_NEEDS: Readonly<Record<RequestName, PacketNeed>> = {
  SUBMIT_JOB: 'submit',
  SUBMIT_JOB_BG: 'submit',
  SUBMIT_JOB_HIGH: 'submit',
  SUBMIT_JOB_HIGH_BG: 'submit',
  SUBMIT_JOB_LOW: 'submit',
  SUBMIT_JOB_LOW_BG: 'submit',
  SUBMIT_JOB_SCHED: 'submit',
  SUBMIT_JOB_EPOCH: 'submit',
  SUBMIT_REDUCE_JOB: 'submit',
  SUBMIT_REDUCE_JOB_BACKGROUND: 'submit',
  GET_STATUS: 'ask',
  GET_STATUS_UNIQUE: 'ask',

  CAN_DO: 'work',
  CAN_DO_TIMEOUT: 'work',
  ALL_YOURS: 'nothing',
  CANT_DO: 'nothing',
  RESET_ABILITIES: 'nothing',
  SET_CLIENT_ID: 'nothing',
  PRE_SLEEP: 'nothing',
  GRAB_JOB: 'nothing',
  GRAB_JOB_UNIQ: 'nothing',
  GRAB_JOB_ALL: 'nothing',
  WORK_STATUS: 'nothing',
  WORK_DATA: 'nothing',
  WORK_WARNING: 'nothing',
  WORK_COMPLETE: 'nothing',
  WORK_EXCEPTION: 'nothing',
  WORK_FAIL: 'nothing',

  ECHO_REQ: 'nothing',
  OPTION_REQ: 'nothing',
};

const needs: ReadonlyMap<string, PacketNeed> = new Map(Object.entries(PACKET_NEEDS));
const needsByNumber = PACKET_TABLE.map(({ name }) => needs.get(name) ?? 'nothing');

/** Gives the need of a packet by its number. Packets that are not for a server need nothing to be refused as such. */
export function packetNeed(number: number): PacketNeed {
  return needsByNumber[number - 1] ?? 'nothing';
}

/**
 * Reads the name of the function from the body of a packet, given as a span of bytes, that has a right to a function as
 * its need. It is the first argument; CAN_DO has no other, so there it is the whole.
 */
export function functionNameIn(number: number, bytes: Uint8Array, start: number, end: number): string {
  const row = PACKET_TABLE[number - 1];
  const isWhole = row !== undefined && row.text.length === 1 && !row.data;
  let nameEnd = isWhole ? end : start;
  while (nameEnd < end && bytes[nameEnd] !== 0) nameEnd++;
  return readByteString(bytes, start, nameEnd);
}

/** The needs of text commands, by their first word. A command that is not in it needs `change`. */
export const COMMAND_NEEDS: ReadonlyMap<string, 'read' | 'change'> = new Map<string, 'read' | 'change'>([
  ['version', 'read'],
  ['getpid', 'read'],
  ['verbose', 'read'],
  ['status', 'read'],
  ['prioritystatus', 'read'],
  ['workers', 'read'],
  ['show', 'read'],
  ['stats', 'read'],
  ['jobs', 'read'],
  ['peek', 'read'],
  ['result', 'read'],
  ['cancel', 'change'],
  ['create', 'change'],
  ['drop', 'change'],
  ['maxqueue', 'change'],
  ['shutdown', 'change'],
]);
