/**
 * Gearman's binary protocol as one table: a row for each of the 42 packet types. The `Packet` union, the encoder, the
 * parser, the debug printer, the table in docs/protocol.md and the property tests all derive from it.
 *
 * On the wire a packet is `\0REQ` or `\0RES`, its number and the length of its body (both 32 bits, big endian), then the
 * body: the `text` arguments in this order, separated by NUL. With `data` the last argument is opaque bytes that run to
 * the end of the body, and every text argument before it ends in a NUL; without, the last text argument ends the body.
 */

/** Who sends a packet. */
export type Party = 'client' | 'worker' | 'server';

/** One row of the table. */
export interface PacketRow {
  /** The type's number in the header. */
  readonly number: number;
  /** The name in the protocol's specification. */
  readonly name: string;
  readonly sentBy: readonly Party[];
  /** Names of the NUL-separated text arguments, in wire order. */
  readonly text: readonly string[];
  /** Whether opaque bytes follow the text arguments. */
  readonly data: boolean;
}

const submission = ['functionName', 'unique'] as const;
const reduction = ['functionName', 'unique', 'reducer', 'aggregator'] as const;

/** All packet types; row `i` has the number `i + 1`. */
export const PACKET_TABLE = [
  { number: 1, name: 'CAN_DO', sentBy: ['worker'], text: ['functionName'], data: false },
  { number: 2, name: 'CANT_DO', sentBy: ['worker'], text: ['functionName'], data: false },
  { number: 3, name: 'RESET_ABILITIES', sentBy: ['worker'], text: [], data: false },
  { number: 4, name: 'PRE_SLEEP', sentBy: ['worker'], text: [], data: false },
  { number: 5, name: 'UNUSED', sentBy: [], text: [], data: false },
  { number: 6, name: 'NOOP', sentBy: ['server'], text: [], data: false },
  { number: 7, name: 'SUBMIT_JOB', sentBy: ['client'], text: submission, data: true },
  { number: 8, name: 'JOB_CREATED', sentBy: ['server'], text: ['handle'], data: false },
  { number: 9, name: 'GRAB_JOB', sentBy: ['worker'], text: [], data: false },
  { number: 10, name: 'NO_JOB', sentBy: ['server'], text: [], data: false },
  { number: 11, name: 'JOB_ASSIGN', sentBy: ['server'], text: ['handle', 'functionName'], data: true },
  {
    number: 12,
    name: 'WORK_STATUS',
    sentBy: ['worker', 'server'],
    text: ['handle', 'numerator', 'denominator'],
    data: false,
  },
  { number: 13, name: 'WORK_COMPLETE', sentBy: ['worker', 'server'], text: ['handle'], data: true },
  { number: 14, name: 'WORK_FAIL', sentBy: ['worker', 'server'], text: ['handle'], data: false },
  { number: 15, name: 'GET_STATUS', sentBy: ['client'], text: ['handle'], data: false },
  { number: 16, name: 'ECHO_REQ', sentBy: ['client', 'worker'], text: [], data: true },
  { number: 17, name: 'ECHO_RES', sentBy: ['server'], text: [], data: true },
  { number: 18, name: 'SUBMIT_JOB_BG', sentBy: ['client'], text: submission, data: true },
  { number: 19, name: 'ERROR', sentBy: ['server'], text: ['errorCode', 'errorText'], data: false },
  {
    number: 20,
    name: 'STATUS_RES',
    sentBy: ['server'],
    text: ['handle', 'known', 'running', 'numerator', 'denominator'],
    data: false,
  },
  { number: 21, name: 'SUBMIT_JOB_HIGH', sentBy: ['client'], text: submission, data: true },
  { number: 22, name: 'SET_CLIENT_ID', sentBy: ['worker'], text: ['clientId'], data: false },
  { number: 23, name: 'CAN_DO_TIMEOUT', sentBy: ['worker'], text: ['functionName', 'timeoutMs'], data: false },
  { number: 24, name: 'ALL_YOURS', sentBy: ['worker'], text: [], data: false },
  { number: 25, name: 'WORK_EXCEPTION', sentBy: ['worker', 'server'], text: ['handle'], data: true },
  { number: 26, name: 'OPTION_REQ', sentBy: ['client', 'worker'], text: ['option'], data: false },
  { number: 27, name: 'OPTION_RES', sentBy: ['server'], text: ['option'], data: false },
  { number: 28, name: 'WORK_DATA', sentBy: ['worker', 'server'], text: ['handle'], data: true },
  { number: 29, name: 'WORK_WARNING', sentBy: ['worker', 'server'], text: ['handle'], data: true },
  { number: 30, name: 'GRAB_JOB_UNIQ', sentBy: ['worker'], text: [], data: false },
  { number: 31, name: 'JOB_ASSIGN_UNIQ', sentBy: ['server'], text: ['handle', 'functionName', 'unique'], data: true },
  { number: 32, name: 'SUBMIT_JOB_HIGH_BG', sentBy: ['client'], text: submission, data: true },
  { number: 33, name: 'SUBMIT_JOB_LOW', sentBy: ['client'], text: submission, data: true },
  { number: 34, name: 'SUBMIT_JOB_LOW_BG', sentBy: ['client'], text: submission, data: true },
  {
    number: 35,
    name: 'SUBMIT_JOB_SCHED',
    sentBy: ['client'],
    text: ['functionName', 'unique', 'minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek'],
    data: true,
  },
  {
    number: 36,
    name: 'SUBMIT_JOB_EPOCH',
    sentBy: ['client'],
    text: ['functionName', 'unique', 'epochSeconds'],
    data: true,
  },
  { number: 37, name: 'SUBMIT_REDUCE_JOB', sentBy: ['client'], text: reduction, data: true },
  { number: 38, name: 'SUBMIT_REDUCE_JOB_BACKGROUND', sentBy: ['client'], text: reduction, data: true },
  { number: 39, name: 'GRAB_JOB_ALL', sentBy: ['worker'], text: [], data: false },
  {
    number: 40,
    name: 'JOB_ASSIGN_ALL',
    sentBy: ['server'],
    text: ['handle', 'functionName', 'unique', 'reducer'],
    data: true,
  },
  { number: 41, name: 'GET_STATUS_UNIQUE', sentBy: ['client'], text: ['unique'], data: false },
  {
    number: 42,
    name: 'STATUS_RES_UNIQUE',
    sentBy: ['server'],
    text: ['unique', 'known', 'running', 'numerator', 'denominator', 'waitingClients'],
    data: false,
  },
] as const satisfies readonly PacketRow[];

/** The highest packet number there is. */
export const MAX_PACKET_NUMBER = PACKET_TABLE.length;
