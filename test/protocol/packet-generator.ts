import fc from 'fast-check';
import type { Packet } from '../../src/protocol/packet.js';
import { PACKET_TABLE } from '../../src/protocol/packet-table.js';

const byte = fc.integer({ min: 0, max: 255 });
const byteAfterNul = fc.integer({ min: 1, max: 255 });
const byteString = (character: fc.Arbitrary<number>) =>
  fc.array(character, { maxLength: 70 }).map((codes) => String.fromCharCode(...codes));

/** Any packet of any type, its arguments any bytes that can stand in their place. Derived from the packet table. */
export const anyPacket: fc.Arbitrary<Packet> = fc.oneof(
  ...PACKET_TABLE.map((row) => {
    const fields: Record<string, fc.Arbitrary<unknown>> = { type: fc.constant(row.name) };
    row.text.forEach((argument, index) => {
      const terminated = row.data || index < row.text.length - 1;
      fields[argument] = byteString(terminated ? byteAfterNul : byte);
    });
    if (row.data) fields.data = fc.uint8Array({ maxLength: 300 });
    return fc.record(fields) as unknown as fc.Arbitrary<Packet>;
  }),
);
