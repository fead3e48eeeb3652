import { PACKET_TABLE, type PacketRow } from './packet-table.js';

type Row = (typeof PACKET_TABLE)[number];

/** The name of a packet type, as the protocol's specification spells it. */
export type PacketName = Row['name'];

type PacketFields<R extends Row> = { readonly type: R['name'] } & {
  readonly [Argument in R['text'][number]]: string;
} & (R['data'] extends true ? { readonly data: Uint8Array } : unknown);

/** The packet of one type, for instance `PacketOf<'WORK_COMPLETE'>` = `{type, handle, data}`. */
export type PacketOf<Name extends PacketName> = PacketFields<Extract<Row, { name: Name }>>;

/**
 * Any packet, told apart by `type`. Text arguments are byte strings: one character per byte, 0 to 255, so that what
 * others sent is relayed unchanged. `byte-string.ts` turns them into text and back.
 */
export type Packet = { [Name in PacketName]: PacketOf<Name> }[PacketName];

/** The direction in a packet's header: REQ goes to the server, RES comes from it. */
export type Magic = 'REQ' | 'RES';

const byName: ReadonlyMap<string, PacketRow> = new Map(PACKET_TABLE.map((row) => [row.name, row]));

/** Gives the row of a packet number, or undefined for a number that Gearman does not have. */
export function packetRow(number: number): Row | undefined {
  return PACKET_TABLE[number - 1];
}

/** Gives the row of a packet type. */
export function packetRowNamed(name: PacketName): PacketRow {
  return byName.get(name) as PacketRow;
}
