/** How bytes, times and durations are written in the documents of the extensions. */
import type { OutcomeWorker } from '../../journal/index.js';
import { bytesOf, decodeText, encodeText } from '../../protocol/index.js';

/** What JSON's times can show; clients may ask for jobs to run later than that. */
const MAX_INSTANT_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** An object that becomes one of JSON. */
export type JsonObject = Record<string, unknown>;

/** Sets the field of a byte string: `name` to its text where it is valid UTF-8, else `name_base64`. */
export function setText(target: JsonObject, name: string, byteString: string): void {
  const text = decodeText(byteString);
  // What is no UTF-8 is not decoded, and encoding it makes something else of it.
  if (encodeText(text) === byteString) target[name] = text;
  else target[`${name}_base64`] = base64(bytesOf(byteString));
}

/** Sets the field of a byte string that may be missing; then it is null. */
export function setOptionalText(target: JsonObject, name: string, byteString: string | undefined): void {
  if (byteString === undefined || byteString === '') target[name] = null;
  else setText(target, name, byteString);
}

/** Sets the field of bytes: `data` to their text where they are valid UTF-8, else `data_base64`. */
export function setData(target: JsonObject, bytes: Uint8Array): void {
  try {
    target.data = decoder.decode(bytes);
  } catch {
    target.data_base64 = base64(bytes);
  }
}

/** Describes who works a job: its client ID, null where it has none, and its address. */
export function workerObject(worker: OutcomeWorker): JsonObject {
  const object: JsonObject = {};
  setOptionalText(object, 'id', worker.clientId === '-' ? undefined : worker.clientId);
  object.address = worker.address;
  return object;
}

/** Writes a time in UTC: `2026-09-28T14:07:32.120Z`, and nothing later than the year 9999. */
export function instant(epochMs: number): string {
  return new Date(Math.min(Math.max(0, epochMs), MAX_INSTANT_MS)).toISOString();
}

/** Writes a duration in seconds; a negative one, as a clock makes that is set back, is 0. */
export function seconds(durationMs: number): number {
  return Math.max(0, Math.round(durationMs)) / 1000;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
