import { NameError } from '../errors.js';
import { encodeText } from './byte-string.js';

/** The longest function name that gearmand's own tools accept, in bytes. */
const MAX_FUNCTION_NAME_BYTES = 512;

/**
 * The longest unique ID that works, in bytes. gearmand accepts 64, but such an ID never coalesces and shifts the
 * workload by one byte on its way to the worker.
 */
const MAX_UNIQUE_BYTES = 63;

/** The longest job handle that gearmand reads, in bytes. */
export const MAX_HANDLE_BYTES = 63;

/** The longest client ID that gearmand keeps, in bytes. */
export const MAX_CLIENT_ID_BYTES = 127;

/** Turns a function's name into its byte string. Throws NameError when it is empty, too long or holds a NUL. */
export function functionNameOf(text: string): string {
  if (text === '') throw new NameError('the function name is empty');
  return checked('function name', text, MAX_FUNCTION_NAME_BYTES);
}

/** Turns a unique ID into its byte string; the empty one means none. Throws NameError when it is too long or holds a NUL. */
export function uniqueOf(text: string): string {
  return checked('unique ID', text, MAX_UNIQUE_BYTES);
}

/** Turns a job handle into its byte string. Throws NameError when it is empty, too long or holds a NUL. */
export function handleOf(text: string): string {
  if (text === '') throw new NameError('the job handle is empty');
  return checked('job handle', text, MAX_HANDLE_BYTES);
}

/** Turns a client ID into its byte string. Throws NameError when it is too long or holds a NUL. */
export function clientIdOf(text: string): string {
  return checked('client ID', text, MAX_CLIENT_ID_BYTES);
}

function checked(what: string, text: string, maxBytes: number): string {
  const byteString = encodeText(text);
  if (byteString.includes('\0')) {
    throw new NameError(`the ${what} holds a NUL byte, which Gearman cannot carry`, {
      hint: `take the NUL out of ${shown(text)}`,
    });
  }
  if (byteString.length > maxBytes) {
    throw new NameError(`the ${what} has ${byteString.length} bytes, more than the ${maxBytes} that Gearman carries`, {
      hint: `shorten ${shown(text)}`,
    });
  }
  return byteString;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
