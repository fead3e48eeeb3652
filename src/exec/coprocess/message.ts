import type { LogLevel } from './coprocess-settings.js';

/** The version of the protocol that we speak. */
export const PROTOCOL_VERSION = 1;

/** Why a job is not wanted any more. */
export type CancelReason = 'timeout' | 'drain';

/** What a co-process is told. */
export type Order =
  | { readonly type: 'hello'; readonly facts: Readonly<Record<string, unknown>> }
  | JobOrder
  | { readonly type: 'cancel'; readonly id: number; readonly reason: CancelReason }
  | { readonly type: 'ping'; readonly n: number }
  | { readonly type: 'shutdown' };

/** A job; `deadlineEpochS` is undefined for one that may take for ever. */
export interface JobOrder {
  readonly type: 'job';
  readonly id: number;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly deadlineEpochS: number | undefined;
  readonly data: Uint8Array;
}

/** How the data of jsonl travels: as text, or as Base64. */
export type DataEncoding = 'utf8' | 'base64';

/** What a co-process says about a job. */
export type JobWord =
  | { readonly type: 'progress'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly type: 'data' | 'warning'; readonly id: number; readonly data: Uint8Array }
  | { readonly type: 'complete' | 'exception'; readonly id: number; readonly data: Uint8Array }
  | { readonly type: 'fail'; readonly id: number; readonly message: string }
  | { readonly type: 'retry'; readonly id: number; readonly afterMs: number | undefined }
  | { readonly type: 'extend'; readonly id: number; readonly byMs: number };

/** What a co-process says. */
export type Word =
  | JobWord
  | { readonly type: 'ready'; readonly capacity: number; readonly encoding: DataEncoding }
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string }
  | { readonly type: 'pong'; readonly n: number }
  /** Output that is no message. */
  | { readonly type: 'stray'; readonly text: string }
  /** A message that is wrong. With `endsJob` it was to end that job, which waits for no other. */
  | { readonly type: 'malformed'; readonly id: number | undefined; readonly endsJob: boolean; readonly reason: string };

/** Writes an order as JSON, without the data of a job. `type` and `id` come first. */
export function orderJson(order: Order): string {
  if (order.type === 'hello') return JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, ...order.facts });
  if (order.type !== 'job') return JSON.stringify(order);
  const { type, id, facts, deadlineEpochS: deadline } = order;
  return JSON.stringify({ type, id, ...facts, deadline });
}
