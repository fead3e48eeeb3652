import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchEncoder, restOf, submissionHead } from '../../../src/client/bulk/submission-batch.js';
import { submissionOf } from '../../../src/client/submission.js';
import { FrameDecoder, type Packet, parsePacket } from '../../../src/protocol/index.js';

const submission = submissionOf('résumé', { background: true, priority: 'low', unique: '-' });

function encoderOf(...workloads: Uint8Array[]): BatchEncoder {
  const encoder = new BatchEncoder();
  for (const workload of workloads) encoder.add(submissionHead(submission), workload, 0, workload.length);
  return encoder;
}

/** Reads what a server would. */
function packetsIn(bytes: Uint8Array): Packet[] {
  const packets: Packet[] = [];
  const packet = (_magic: string, number: number, body: Uint8Array) => void packets.push(parsePacket(number, body));
  new FrameDecoder({ packet, line: () => expect.unreachable() }).push(bytes);
  return packets;
}

const workloadsIn = (bytes: Uint8Array) =>
  packetsIn(bytes).map((packet) => Buffer.from('data' in packet ? packet.data : []).toString('latin1'));

describe('a batch of submissions', () => {
  it('is the packets one behind the other, alike but for the workload', () => {
    const { bytes, jobs } = encoderOf(new Uint8Array([0x61]), new Uint8Array(0)).take();
    const functionName = Buffer.from('résumé').toString('latin1');
    expect(jobs).toBe(2);
    expect(packetsIn(bytes)).toEqual([
      { type: 'SUBMIT_JOB_LOW_BG', functionName, unique: '-', data: new Uint8Array([0x61]) },
      { type: 'SUBMIT_JOB_LOW_BG', functionName, unique: '-', data: new Uint8Array(0) },
    ]);
  });

  it('takes a workload from the middle of a buffer', () => {
    const encoder = new BatchEncoder();
    encoder.add(submissionHead(submission), Buffer.from('one\ntwo\n'), 4, 7);
    expect(workloadsIn(encoder.take().bytes)).toEqual(['two']);
  });

  it('holds workloads of any bytes and size', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (workloads) => {
        const expected = workloads.map((workload) => Buffer.from(workload).toString('latin1'));
        expect(workloadsIn(encoderOf(...workloads).take().bytes)).toEqual(expected);
      }),
    );
    const large = Buffer.alloc(1024 * 1024, 'x');
    const encoder = encoderOf(Buffer.from('before'), large, Buffer.from('behind'));
    expect(workloadsIn(encoder.take().bytes)).toEqual(['before', large.toString(), 'behind']);
  });

  it('holds text as UTF-8', () => {
    const head = submissionHead(submission);
    const text = fc.string({ unit: 'grapheme', maxLength: 100 });
    fc.assert(
      fc.property(fc.array(text), (workloads) => {
        const encoder = new BatchEncoder();
        for (const workload of workloads) encoder.addText(head, workload);
        const expected = workloads.map((workload) => Buffer.from(workload).toString('latin1'));
        expect(workloadsIn(encoder.take().bytes)).toEqual(expected);
      }),
    );
  });

  it('stays as it is while the next ones are encoded', () => {
    const encoder = encoderOf(Buffer.from('first'));
    const batch = encoder.take();
    const before = Buffer.from(batch.bytes);
    for (let i = 0; i < 10_000; i++) encoder.add(submissionHead(submission), Buffer.from('behind it'), 0, 9);
    expect(Buffer.from(batch.bytes)).toEqual(before);
    expect(encoder.take().jobs).toBe(10_000);
  });

  it('has a rest behind what was answered', () => {
    const batch = encoderOf(...['a', 'bb', '', 'dddd'].map((text) => Buffer.from(text))).take();
    expect(workloadsIn(restOf(batch, 0).bytes)).toEqual(['a', 'bb', '', 'dddd']);
    const rest = restOf(restOf(batch, 2), 1);
    expect(rest.jobs).toBe(1);
    expect(workloadsIn(rest.bytes)).toEqual(['dddd']);
  });
});
