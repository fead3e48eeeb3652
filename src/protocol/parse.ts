import { ProtocolError } from '../errors.js';
import { readByteString } from './byte-string.js';
import { type Packet, packetRow } from './packet.js';

/**
 * Parses a packet's body, which is `bytes[start, end)`. `data` is a view on it, not a copy. A body behind an argument-less
 * packet is ignored, as gearmand does. Throws ProtocolError for a number that Gearman does not have and for a body without
 * a NUL it needs.
 */
export function parsePacket(number: number, bytes: Uint8Array, start = 0, end = bytes.length): Packet {
  const row = packetRow(number);
  if (row === undefined) throw new ProtocolError(`packet type ${number} does not exist`);
  const packet: Record<string, string | Uint8Array> = { type: row.name };
  const terminated = row.data ? row.text.length : row.text.length - 1;
  let at = start;
  for (let i = 0; i < row.text.length; i++) {
    const argument = row.text[i] as string;
    if (i >= terminated) {
      packet[argument] = readByteString(bytes, at, end);
      break;
    }
    const nul = bytes.indexOf(0, at);
    if (nul === -1 || nul >= end) throw new ProtocolError(`${row.name} lacks the NUL behind its ${argument}`);
    packet[argument] = readByteString(bytes, at, nul);
    at = nul + 1;
  }
  // A plain array even where Node gave a Buffer, whose methods differ.
  if (row.data) packet.data = new Uint8Array(bytes.buffer, bytes.byteOffset + at, end - at);
  return packet as unknown as Packet;
}
