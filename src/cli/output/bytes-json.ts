import { isUtf8 } from 'node:buffer';

/** Bytes in JSON: as text where they are valid UTF-8, else in Base64. */
export type BytesJson = { readonly data: string } | { readonly data_base64: string };

/** Gives the field that holds bytes in JSON: `data`, or `data_base64` where they are no UTF-8. */
export function bytesJson(bytes: Uint8Array): BytesJson {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(buffer) ? { data: buffer.toString() } : { data_base64: buffer.toString('base64') };
}
