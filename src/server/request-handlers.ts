import { PACKET_TABLE, type Packet, type PacketName, parsePacket, readByteString } from '../protocol/index.js';
import { packetRow } from '../protocol/packet.js';
import type { Effect } from './job-queue/effect.js';
import { packetHandlers } from './packet-handlers.js';
import { MAX_ARGUMENT_BYTES, type Occasion, type RequestHandler } from './request-handler.js';
import { submissionHandlers } from './submission-handlers.js';

/** The reports of a handle and data. */
const REPORTS: ReadonlySet<PacketName> = new Set(['WORK_DATA', 'WORK_WARNING', 'WORK_COMPLETE', 'WORK_EXCEPTION']);

const NO_DATA = new Uint8Array();

const handlers: readonly (RequestHandler | undefined)[] = PACKET_TABLE.map(
  ({ number, name }) => submissionHandlers[name] ?? parsing(number, name),
);

/** Gives the handler of a packet by its number; undefined for packets that are not for a server. */
export function requestHandler(number: number): RequestHandler | undefined {
  return handlers[number - 1];
}

function parsing(number: number, name: PacketName): RequestHandler | undefined {
  const handle = packetHandlers[name] as ((occasion: Occasion, packet: Packet) => Effect[]) | undefined;
  const parse = REPORTS.has(name) ? parseReport : parsePacket;
  return (
    handle &&
    ((occasion, bytes, start, end) => {
      const packet = parse(number, bytes.subarray(start, end));
      return end - start > MAX_ARGUMENT_BYTES && hasOverlongArgument(packet) ? undefined : handle(occasion, packet);
    })
  );
}

/**
 * DEVIATION: gearmand drops the connection of a worker that reports a handle without a NUL and data behind it. Perl's
 * worker does so when a function returns nothing.
 */
function parseReport(number: number, body: Uint8Array): Packet {
  if (body.includes(0)) return parsePacket(number, body);
  const type = packetRow(number)?.name as 'WORK_COMPLETE';
  return { type, handle: readByteString(body), data: NO_DATA };
}

function hasOverlongArgument(packet: Packet): boolean {
  return Object.values(packet).some((value) => typeof value === 'string' && value.length > MAX_ARGUMENT_BYTES);
}
