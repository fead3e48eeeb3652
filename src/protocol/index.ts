/** Gearman's wire and admin protocols: bytes to packets and lines to rows, both ways. Pure: no sockets, no clock. */
export {
  ADMIN_COMMANDS,
  type AdminCommandName,
  type AdminCommandRow,
  type AdminReplyForm,
  adminCommandLine,
  adminReplyForm,
  adminWords,
} from './admin-commands.js';
export { type AdminReply, AdminReplyReader, readRows } from './admin-reply.js';
export {
  formatJobRow,
  formatPriorityStatusRow,
  formatStatusRow,
  formatWorkerRow,
  type JobRow,
  type PriorityStatusRow,
  parseJobRow,
  parsePriorityStatusRow,
  parseStatusRow,
  parseWorkerRow,
  type StatusRow,
  type WorkerRow,
} from './admin-rows.js';
export { bytesOf, decodeText, encodeText, readByteString, writeByteString } from './byte-string.js';
export { CreatedReply } from './created-reply.js';
export { describePacket } from './describe.js';
export { encodedLength, encodePacket, encodePacketHead, HEADER_BYTES, packetData, writePacket } from './encode.js';
export { DEFAULT_MAX_PACKET_BYTES, FrameDecoder, type FrameLimits, type FrameSink } from './frame-decoder.js';
export type { Magic, Packet, PacketName, PacketOf } from './packet.js';
export { MAX_PACKET_NUMBER, PACKET_TABLE, type PacketRow, type Party } from './packet-table.js';
export { parsePacket } from './parse.js';
export { normaliseStatusRow, type ServerDialect, serverDialect } from './server-dialect.js';
