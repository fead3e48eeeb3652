import { ProtocolError } from '../errors.js';
import { readByteString } from './byte-string.js';
import { type Packet, packetRow } from './packet.js';

/**
 * Parses a packet's body. `data` is a view on `body`, not a copy. A body behind an argument-less packet is ignored, as
 * gearmand does. Throws ProtocolError for a number that Gearman does not have and for a body without a NUL it needs.
 */
export function parsePacket(number: number, body: Uint8Array): Packet {
  const row = packetRow(number);
  if (row === undefined) throw new ProtocolError(`packet type ${number} does not exist`);
  const packet: Record<string, string | Uint8Array> = { type: row.name };
  const terminated = row.data ? row.text.length : row.text.length - 1;
  let at = 0;
  for (let i = 0; i < row.text.length; i++) {
    const argument = row.text[i] as string;
    if (i >= terminated) {
      packet[argument] = readByteString(body, at);
      break;
    }
    const end = body.indexOf(0, at);
    if (end === -1) throw new ProtocolError(`${row.name} lacks the NUL behind its ${argument}`);
    packet[argument] = readByteString(body, at, end);
    at = end + 1;
  }
  if (row.data) packet.data = body.subarray(at);
  return packet as unknown as Packet;
}
