// @ts-check
import { randomUUID } from 'node:crypto';
import { ECHO_REQ, ECHO_RES, JOB_CREATED, packet, SUBMIT_JOB_BG, withConnections } from './wire.mjs';

/** @typedef {{ count: number, ms: number, perSecond: number }} Rate */

const WORKLOAD = 'x'.repeat(32);
const DIGITS = 12;

/**
 * Submits background jobs and waits until all are acknowledged: `connections` × `inFlight` at a time.
 * @param {{ port: number, connections: number, inFlight: number, jobs?: number, limitMs?: number, isUnique?: boolean,
 *   functionName?: string }} load ends after `jobs` or when `limitMs` has passed, whichever comes first; each unique has
 *   36 bytes
 */
export function submitBackground({ isUnique = false, functionName = 'bench', jobs = Infinity, ...load }) {
  const unique = isUnique ? randomUUID() : '';
  const bytes = packet(SUBMIT_JOB_BG, functionName, unique, WORKLOAD);
  // The last part of a UUID has twelve digits, by which the jobs differ.
  const numberAt = isUnique ? bytes.indexOf(unique, 0, 'latin1') + unique.length - DIGITS : undefined;
  return pipeline({ ...load, count: jobs, request: bytes, numberAt, answer: JOB_CREATED });
}

/**
 * Sends ECHO_REQ over one connection, `inFlight` at a time.
 * @param {{ port: number, inFlight: number, count: number }} load
 */
export function echo(load) {
  return pipeline({ ...load, connections: 1, request: packet(ECHO_REQ, WORKLOAD), answer: ECHO_RES });
}

/**
 * Sends the same request again and again, each in place of one that was answered.
 * @param {{ port: number, connections: number, inFlight: number, count: number, limitMs?: number,
 *   request: Buffer, numberAt?: number | undefined, answer: number }} load `numberAt` is where in the request its number is written
 * @returns {Promise<Rate>}
 */
function pipeline({ port, connections, inFlight, count, limitMs = 60_000, request, numberAt, answer }) {
  return withConnections({ port, count: connections, deadlineMs: limitMs + 30_000 }, async (peers) => {
    let sent = 0;
    let answered = 0;
    const startedAt = performance.now();
    await new Promise((resolve) => {
      for (const peer of peers) {
        const ring = new Ring(request, inFlight, numberAt);
        let free = inFlight;
        peer.onPacket = (type) => {
          if (type !== answer) peer.fail(new Error(`unexpected packet ${type}`));
          free += 1;
          answered += 1;
        };
        peer.onRead = () => {
          if (performance.now() - startedAt > limitMs) count = sent;
          const more = Math.min(free, count - sent);
          if (more > 0) ring.send(peer, more, sent);
          free -= more;
          sent += more;
          if (answered === count) resolve(null);
        };
      }
      for (const peer of peers) peer.onRead();
    });
    const ms = performance.now() - startedAt;
    return { count, ms, perSecond: (count / ms) * 1000 };
  });
}

/**
 * As many copies of a request as may be under way, in one row, so that any number of them is one write or two. Answers
 * come in order: a copy whose turn comes again was answered, so it was sent and may be changed.
 */
class Ring {
  #bytes;
  #requestBytes;
  #numberAt;
  #next = 0;

  /** @param {Buffer} request @param {number} size @param {number | undefined} numberAt */
  constructor(request, size, numberAt) {
    this.#bytes = Buffer.alloc(request.length * size, request);
    this.#requestBytes = request.length;
    this.#numberAt = numberAt;
  }

  /** Sends the next `count` copies, at most all, numbered from `number` on.
   * @param {import('./wire.mjs').Connection} peer @param {number} count @param {number} number */
  send(peer, count, number) {
    while (count > 0) {
      const start = this.#next * this.#requestBytes;
      const run = Math.min(count, this.#bytes.length / this.#requestBytes - this.#next);
      const end = start + run * this.#requestBytes;
      if (this.#numberAt !== undefined) {
        for (let at = start + this.#numberAt; at < end; at += this.#requestBytes) this.#write(number++, at);
      }
      peer.write(this.#bytes.subarray(start, end));
      this.#next = end === this.#bytes.length ? 0 : this.#next + run;
      count -= run;
    }
  }

  /** @param {number} number @param {number} at */
  #write(number, at) {
    for (let digit = at + DIGITS - 1; digit >= at; digit--) {
      this.#bytes[digit] = 48 + (number % 10);
      number = Math.floor(number / 10);
    }
  }
}
