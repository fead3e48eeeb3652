import { decodeText } from '../protocol/index.js';

/** Turns the byte string of a handle into text; WORK_FAIL and the like may come with a NUL behind it. */
export function handleText(handle: string): string {
  return decodeText(handle.endsWith('\0') ? handle.replace(/\0+$/, '') : handle);
}
