// @ts-check
import { encodePacket, FrameDecoder } from '../../dist/protocol/index.js';
import { interleave } from '../measure.mjs';

const CHUNK_BYTES = 64 * 1024;
const PASSES = 64;

/** Four MiB of small packets. Cut at 64 KiB, nearly every chunk begins and ends in the middle of one. */
function streamOfPackets() {
  const packet = encodePacket('RES', { type: 'JOB_CREATED', handle: 'H:server:12345678' });
  const count = Math.floor((4 * 1024 * 1024) / packet.length);
  const stream = new Uint8Array(count * packet.length);
  for (let at = 0; at < stream.length; at += packet.length) stream.set(packet, at);
  return { stream, count };
}

/** @param {Uint8Array} stream @param {(chunk: Uint8Array) => void} take */
function megabytesPerSecond(stream, take) {
  const before = process.hrtime.bigint();
  for (let pass = 0; pass < PASSES; pass++) {
    for (let at = 0; at < stream.length; at += CHUNK_BYTES) take(stream.subarray(at, at + CHUNK_BYTES));
  }
  return (stream.length * PASSES) / 1e6 / (Number(process.hrtime.bigint() - before) / 1e9);
}

/** How fast a stream of small packets is cut into packets. */
export const rows = [
  {
    name: 'decoder, packets of 29 bytes',
    peer: 'a copy of the same bytes',
    unit: 'MB/s',
    goal: '≥ 300 MB/s',
    /** @param {{ rounds: number }} options */
    async measure({ rounds }) {
      const { stream, count } = streamOfPackets();
      const decode = async () => {
        let packets = 0;
        const decoder = new FrameDecoder({ packet: () => void packets++, line: () => undefined });
        const speed = megabytesPerSecond(stream, (chunk) => decoder.push(chunk));
        if (packets !== count * PASSES) throw new Error(`the decoder found ${packets} packets of ${count * PASSES}`);
        return speed;
      };
      const target = new Uint8Array(CHUNK_BYTES);
      const copy = async () => megabytesPerSecond(stream, (chunk) => target.set(chunk));
      const { a, b, ratio } = await interleave(rounds, decode, copy);
      return { ours: a, theirs: b, figure: `${ratio.toFixed(2)}× the speed`, ratio, holds: a >= 300 };
    },
  },
];
