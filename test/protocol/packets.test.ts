import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NameError, ProtocolError } from '../../src/errors.js';
import { encodedLength, encodePacket, encodePacketHead, type Magic, packetData } from '../../src/protocol/index.js';
import type { Packet } from '../../src/protocol/packet.js';
import { PACKET_TABLE } from '../../src/protocol/packet-table.js';
import { parsePacket } from '../../src/protocol/parse.js';
import { anyPacket } from './packet-generator.js';
import { bytes, wire } from './wire.js';

const data = bytes('a\0b');

/** One row per packet type: the packet, its magic, its number and its body as it stands on the wire. */
const cases: readonly (readonly [Packet, Magic, number, string])[] = [
  [{ type: 'CAN_DO', functionName: 'wc' }, 'REQ', 1, 'wc'],
  [{ type: 'CANT_DO', functionName: 'wc' }, 'REQ', 2, 'wc'],
  [{ type: 'RESET_ABILITIES' }, 'REQ', 3, ''],
  [{ type: 'PRE_SLEEP' }, 'REQ', 4, ''],
  [{ type: 'UNUSED' }, 'REQ', 5, ''],
  [{ type: 'NOOP' }, 'RES', 6, ''],
  [{ type: 'SUBMIT_JOB', functionName: 'wc', unique: 'u', data }, 'REQ', 7, 'wc\0u\0a\0b'],
  [{ type: 'JOB_CREATED', handle: 'H:h:1' }, 'RES', 8, 'H:h:1'],
  [{ type: 'GRAB_JOB' }, 'REQ', 9, ''],
  [{ type: 'NO_JOB' }, 'RES', 10, ''],
  [{ type: 'JOB_ASSIGN', handle: 'H:h:1', functionName: 'wc', data }, 'RES', 11, 'H:h:1\0wc\0a\0b'],
  [{ type: 'WORK_STATUS', handle: 'H:h:1', numerator: '1', denominator: '2' }, 'REQ', 12, 'H:h:1\x001\x002'],
  [{ type: 'WORK_COMPLETE', handle: 'H:h:1', data }, 'REQ', 13, 'H:h:1\0a\0b'],
  [{ type: 'WORK_FAIL', handle: 'H:h:1' }, 'REQ', 14, 'H:h:1'],
  [{ type: 'GET_STATUS', handle: 'H:h:1' }, 'REQ', 15, 'H:h:1'],
  [{ type: 'ECHO_REQ', data }, 'REQ', 16, 'a\0b'],
  [{ type: 'ECHO_RES', data }, 'RES', 17, 'a\0b'],
  [{ type: 'SUBMIT_JOB_BG', functionName: 'wc', unique: '', data }, 'REQ', 18, 'wc\0\0a\0b'],
  [
    { type: 'ERROR', errorCode: 'QUEUE_ERROR', errorText: 'Job queue is full' },
    'RES',
    19,
    'QUEUE_ERROR\0Job queue is full',
  ],
  [
    { type: 'STATUS_RES', handle: 'H:h:1', known: '1', running: '0', numerator: '3', denominator: '5' },
    'RES',
    20,
    'H:h:1\x001\x000\x003\x005',
  ],
  [{ type: 'SUBMIT_JOB_HIGH', functionName: 'wc', unique: 'u', data }, 'REQ', 21, 'wc\0u\0a\0b'],
  [{ type: 'SET_CLIENT_ID', clientId: 'me' }, 'REQ', 22, 'me'],
  [{ type: 'CAN_DO_TIMEOUT', functionName: 'wc', timeoutMs: '1500' }, 'REQ', 23, 'wc\x001500'],
  [{ type: 'ALL_YOURS' }, 'REQ', 24, ''],
  [{ type: 'WORK_EXCEPTION', handle: 'H:h:1', data }, 'REQ', 25, 'H:h:1\0a\0b'],
  [{ type: 'OPTION_REQ', option: 'exceptions' }, 'REQ', 26, 'exceptions'],
  [{ type: 'OPTION_RES', option: 'exceptions' }, 'RES', 27, 'exceptions'],
  [{ type: 'WORK_DATA', handle: 'H:h:1', data }, 'REQ', 28, 'H:h:1\0a\0b'],
  [{ type: 'WORK_WARNING', handle: 'H:h:1', data }, 'REQ', 29, 'H:h:1\0a\0b'],
  [{ type: 'GRAB_JOB_UNIQ' }, 'REQ', 30, ''],
  [
    { type: 'JOB_ASSIGN_UNIQ', handle: 'H:h:1', functionName: 'wc', unique: 'u', data },
    'RES',
    31,
    'H:h:1\0wc\0u\0a\0b',
  ],
  [{ type: 'SUBMIT_JOB_HIGH_BG', functionName: 'wc', unique: 'u', data }, 'REQ', 32, 'wc\0u\0a\0b'],
  [{ type: 'SUBMIT_JOB_LOW', functionName: 'wc', unique: 'u', data }, 'REQ', 33, 'wc\0u\0a\0b'],
  [{ type: 'SUBMIT_JOB_LOW_BG', functionName: 'wc', unique: 'u', data }, 'REQ', 34, 'wc\0u\0a\0b'],
  [
    {
      type: 'SUBMIT_JOB_SCHED',
      functionName: 'wc',
      unique: 'u',
      minute: '0',
      hour: '3',
      dayOfMonth: '-1',
      month: '-1',
      dayOfWeek: '1',
      data,
    },
    'REQ',
    35,
    'wc\0u\x000\x003\0-1\0-1\x001\0a\0b',
  ],
  [
    { type: 'SUBMIT_JOB_EPOCH', functionName: 'wc', unique: 'u', epochSeconds: '1790604482', data },
    'REQ',
    36,
    'wc\0u\x001790604482\0a\0b',
  ],
  [
    { type: 'SUBMIT_REDUCE_JOB', functionName: 'wc', unique: 'u', reducer: 'sum', aggregator: '', data },
    'REQ',
    37,
    'wc\0u\0sum\0\0a\0b',
  ],
  [
    { type: 'SUBMIT_REDUCE_JOB_BACKGROUND', functionName: 'wc', unique: 'u', reducer: 'sum', aggregator: '', data },
    'REQ',
    38,
    'wc\0u\0sum\0\0a\0b',
  ],
  [{ type: 'GRAB_JOB_ALL' }, 'REQ', 39, ''],
  [
    { type: 'JOB_ASSIGN_ALL', handle: 'H:h:1', functionName: 'wc', unique: 'u', reducer: 'sum', data },
    'RES',
    40,
    'H:h:1\0wc\0u\0sum\0a\0b',
  ],
  [{ type: 'GET_STATUS_UNIQUE', unique: 'u' }, 'REQ', 41, 'u'],
  [
    {
      type: 'STATUS_RES_UNIQUE',
      unique: 'u',
      known: '1',
      running: '1',
      numerator: '0',
      denominator: '0',
      waitingClients: '2',
    },
    'RES',
    42,
    'u\x001\x001\x000\x000\x002',
  ],
];

describe('the packet table', () => {
  it('numbers its 42 rows from 1 without a gap', () => {
    expect(PACKET_TABLE.map((row) => row.number)).toEqual(Array.from({ length: 42 }, (_, index) => index + 1));
  });

  it('has a case below for every row', () => {
    expect(cases.map(([packet]) => packet.type)).toEqual(PACKET_TABLE.map((row) => row.name));
  });
});

describe.each(cases)('$type', (packet, magic, number, body) => {
  it('is written as the protocol has it', () => {
    expect(Buffer.from(encodePacket(magic, packet))).toEqual(wire(magic, number, body));
  });

  it('is read as it was written', () => {
    expect(parsePacket(number, bytes(body))).toEqual(packet);
  });
});

describe('a packet', () => {
  it('comes back from its own bytes whatever its arguments are', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const encoded = encodePacket('REQ', packet);
        expect(encoded.length).toBe(encodedLength(packet));
        expect(parsePacket(encoded[7] as number, encoded.subarray(12))).toEqual(packet);
      }),
    );
  });

  it('is read from the middle of other bytes, and no further than it goes', () => {
    fc.assert(
      fc.property(anyPacket, anyPacket, (packet, next) => {
        const encoded = encodePacket('RES', packet);
        const both = Buffer.concat([encoded, encodePacket('RES', next)]);
        expect(parsePacket(encoded[7] as number, both, 12, encoded.length)).toEqual(packet);
      }),
    );
    const behind = bytes('wc\0unique\0');
    expect(() => parsePacket(7, behind, 0, behind.length - 1)).toThrow(ProtocolError);
  });

  it('is the same bytes whether its data is copied in or sent behind its head', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const parts = [encodePacketHead('RES', packet), packetData(packet) ?? new Uint8Array(0)];
        expect(Buffer.concat(parts)).toEqual(Buffer.from(encodePacket('RES', packet)));
      }),
    );
  });

  it('whose argument holds a NUL before the last one is refused', () => {
    expect(() => encodePacket('REQ', { type: 'SUBMIT_JOB', functionName: 'a\0b', unique: '', data })).toThrow(
      NameError,
    );
  });

  it('whose argument holds a character that is no byte is refused', () => {
    expect(() => encodePacket('REQ', { type: 'CAN_DO', functionName: 'größe→' })).toThrow(NameError);
  });

  it('whose body lacks a NUL it needs is refused', () => {
    expect(() => parsePacket(7, bytes('wc\0unique'))).toThrow(ProtocolError);
    expect(() => parsePacket(37, bytes('wc\0u\0sum\0data'))).toThrow(ProtocolError);
  });

  it('with a body it should not have is read without it', () => {
    expect(parsePacket(9, bytes('surplus'))).toEqual({ type: 'GRAB_JOB' });
  });

  it('of a number that Gearman does not have is refused', () => {
    expect(() => parsePacket(0, data)).toThrow(ProtocolError);
    expect(() => parsePacket(43, data)).toThrow(ProtocolError);
  });
});

describe('the bytes recorded from gearmand', () => {
  const transcripts = JSON.parse(readFileSync('test/fixtures/vectors.json', 'utf8')) as {
    name: string;
    steps: { expect_hex?: string }[];
  }[];
  const packets = transcripts
    .flatMap(({ name, steps }) => steps.map(({ expect_hex }) => ({ name, hex: expect_hex ?? '' })))
    .filter(({ hex }) => hex.startsWith('00524553'));

  it('are there in number', () => {
    expect(packets.length).toBeGreaterThan(200);
  });

  it('are read and written back unchanged', () => {
    for (const { name, hex } of packets) {
      // The length is left open where a handle, which differs from run to run, is in the body.
      const plain = hex.replace('{len}', '00000000').replace(/\{[^}]*\}/g, '483a6e3a31');
      const head = plain.slice(0, 16);
      const body = Buffer.from(plain.slice(24), 'hex');
      const number = Number.parseInt(head.slice(8, 16), 16);
      const packet = parsePacket(number, body);
      expect(Buffer.from(encodePacket('RES', packet)), name).toEqual(wire('RES', number, body.toString('latin1')));
    }
  });
});
