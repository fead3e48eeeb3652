import { Buffer } from 'node:buffer';

/**
 * Builds a packet's bytes by hand, independently of the encoder: magic, number, length, body. `body` is latin1 text, so
 * `'wc\0\0hello'` reads as it stands on the wire.
 */
export function wire(magic: 'REQ' | 'RES', number: number, body = ''): Buffer {
  const header = Buffer.alloc(12);
  header.write(`\0${magic}`, 'latin1');
  header.writeUInt32BE(number, 4);
  header.writeUInt32BE(body.length, 8);
  return Buffer.concat([header, Buffer.from(body, 'latin1')]);
}

/** Bytes from latin1 text. */
export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
