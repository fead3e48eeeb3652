import { createHash } from 'node:crypto';
import { pythonRandomBytes } from './python-random.js';

/** Bytes as a case writes them: text, a list that is joined, or how they are made. */
export type Data =
  | string
  | null
  | readonly Data[]
  | { readonly b64: string }
  | { readonly repeat: Data; readonly n: number }
  | { readonly lines: number; readonly fmt?: string }
  | { readonly all256: number }
  | { readonly lcg: number; readonly n: number };

/** What bytes are to be: these, those of a digest, or such that match an expression. */
export type ExpectedData = Data | { readonly len: number; readonly sha256: string } | { readonly re: string };

/** Larger data, and such that is no text, is compared by its digest. */
const READABLE_BYTES = 4000;
const LARGE_BYTES = 600;

/** Makes the bytes. */
export function bytesOf(data: Data | undefined): Buffer {
  if (data === null || data === undefined) return Buffer.alloc(0);
  if (typeof data === 'string') return Buffer.from(data);
  if (isList(data)) return Buffer.concat(data.map(bytesOf));
  if ('b64' in data) return Buffer.from(data.b64, 'base64');
  if ('repeat' in data) return Buffer.concat(new Array(data.n).fill(bytesOf(data.repeat)));
  if ('lines' in data) return Buffer.from(Array.from({ length: data.lines }, (_, line) => `${line}\n`).join(''));
  if ('all256' in data) return Buffer.from(Array.from({ length: 256 * data.all256 }, (_, byte) => byte & 0xff));
  return pythonRandomBytes(data.lcg, data.n);
}

/** Writes bytes as the cases do, so that they can be compared: as text where that can be read. */
export function written(bytes: Buffer): Data | { readonly len: number; readonly sha256: string } {
  const text = bytes.toString();
  if (bytes.length <= READABLE_BYTES && !text.includes('\0') && Buffer.from(text).equals(bytes)) return text;
  if (bytes.length <= LARGE_BYTES) return { b64: bytes.toString('base64') };
  return { len: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Tells whether bytes are what was expected. */
export function isExpected(expected: ExpectedData, bytes: Buffer): boolean {
  if (expected !== null && typeof expected === 'object') {
    if ('re' in expected) return new RegExp(expected.re, 's').test(bytes.toString('latin1'));
    if ('sha256' in expected) return JSON.stringify(written(bytes)) === JSON.stringify(expected);
  }
  return bytesOf(expected as Data).equals(bytes);
}

function isList(data: object): data is readonly Data[] {
  return Array.isArray(data);
}
