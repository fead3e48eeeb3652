const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes in JSON: as text where they are valid UTF-8, else in Base64. */
export type BytesJson = { readonly data: string } | { readonly data_base64: string };

/** Gives the field that holds bytes in JSON: `data`, or `data_base64` where they are no UTF-8. */
export function bytesJson(bytes: Uint8Array): BytesJson {
  try {
    return { data: decoder.decode(bytes) };
  } catch {
    return { data_base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') };
  }
}
