import { NameError } from '../errors.js';
import { type Magic, type Packet, packetRowNamed } from './packet.js';
import type { PacketRow } from './packet-table.js';

/** Bytes in a packet's header: magic, number, body length. */
export const HEADER_BYTES = 12;

/** Encodes a whole packet, its data copied in. */
export function encodePacket(magic: Magic, packet: Packet): Uint8Array {
  const bytes = new Uint8Array(encodedLength(packet));
  writePacket(magic, packet, bytes, 0);
  return bytes;
}

/**
 * Encodes a packet's header and text arguments only; the caller sends `packetData(packet)` right behind it. Spares the
 * copy of a large workload.
 */
export function encodePacketHead(magic: Magic, packet: Packet): Uint8Array {
  const bytes = new Uint8Array(encodedLength(packet) - (packetData(packet)?.length ?? 0));
  writePacketHead(magic, packet, bytes, 0);
  return bytes;
}

/** Gives a packet's opaque bytes, or undefined for a type that has none. */
export function packetData(packet: Packet): Uint8Array | undefined {
  return 'data' in packet ? packet.data : undefined;
}

/** Counts the bytes of a packet on the wire. */
export function encodedLength(packet: Packet): number {
  const row = packetRowNamed(packet.type);
  const values = packet as unknown as Readonly<Record<string, string>>;
  let length = HEADER_BYTES + (packetData(packet)?.length ?? 0);
  for (const argument of row.text) length += (values[argument] as string).length;
  return length + separators(row);
}

/**
 * Writes a packet into `target` at `at` and returns the offset behind it; `encodedLength` says how much room it takes.
 * Throws NameError when an argument cannot be carried: a NUL before the last one, a character that is no byte.
 */
export function writePacket(magic: Magic, packet: Packet, target: Uint8Array, at: number): number {
  const end = writePacketHead(magic, packet, target, at);
  const data = packetData(packet);
  if (data === undefined) return end;
  target.set(data, end);
  return end + data.length;
}

function writePacketHead(magic: Magic, packet: Packet, target: Uint8Array, start: number): number {
  const row = packetRowNamed(packet.type);
  const values = packet as unknown as Readonly<Record<string, string>>;
  let at = start + HEADER_BYTES;
  const terminated = row.data ? row.text.length : row.text.length - 1;
  for (let i = 0; i < row.text.length; i++) {
    const argument = row.text[i] as string;
    at = writeArgument(packet.type, argument, values[argument] as string, i < terminated, target, at);
    if (i < terminated) target[at++] = 0;
  }
  writeHeader(magic, row.number, at - start - HEADER_BYTES + (packetData(packet)?.length ?? 0), target, start);
  return at;
}

function writeArgument(
  type: string,
  argument: string,
  value: string,
  terminated: boolean,
  target: Uint8Array,
  at: number,
): number {
  for (let i = 0; i < value.length; i++) {
    const byte = value.charCodeAt(i);
    if (byte > 255)
      throw new NameError(`${argument} of ${type} holds a character that is no byte: encode it as UTF-8 first`);
    if (byte === 0 && terminated)
      throw new NameError(`${argument} of ${type} holds a NUL, which Gearman cannot carry there`);
    target[at + i] = byte;
  }
  return at + value.length;
}

/** Writes a packet's header into `target` at `at`. */
export function writeHeader(magic: Magic, number: number, bodyLength: number, target: Uint8Array, at: number): void {
  target[at] = 0;
  target[at + 1] = 0x52; // R
  target[at + 2] = 0x45; // E
  target[at + 3] = magic === 'REQ' ? 0x51 : 0x53; // Q or S
  writeUint32(number, target, at + 4);
  writeUint32(bodyLength, target, at + 8);
}

function writeUint32(value: number, target: Uint8Array, at: number): void {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
}

function separators(row: PacketRow): number {
  return row.data ? row.text.length : Math.max(0, row.text.length - 1);
}
