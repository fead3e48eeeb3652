import { decodeText } from './byte-string.js';
import { type Magic, type Packet, packetRowNamed } from './packet.js';

const SHOWN_BYTES = 48;

/** Prints a packet on one line for a debug log: `REQ SUBMIT_JOB functionName=wc unique="" data=5 bytes "hello"`. */
export function describePacket(magic: Magic, packet: Packet): string {
  const row = packetRowNamed(packet.type);
  const values = packet as unknown as Readonly<Record<string, string>>;
  const parts = [
    magic,
    packet.type,
    ...row.text.map((argument) => `${argument}=${quoted(values[argument] as string)}`),
  ];
  if ('data' in packet) parts.push(`data=${packet.data.length} bytes ${preview(packet.data)}`);
  return parts.join(' ');
}

function quoted(byteString: string): string {
  const text = decodeText(byteString);
  return /^[\w:.@/-]+$/.test(text) ? text : JSON.stringify(text);
}

function preview(data: Uint8Array): string {
  const shown = Array.from(data.subarray(0, SHOWN_BYTES), (byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `"${shown.join('')}"${data.length > SHOWN_BYTES ? '…' : ''}`;
}
