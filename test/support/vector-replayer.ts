import { randomInt } from 'node:crypto';
import { WirePeer } from './wire-peer.js';

/** One action of a transcript; `conn` names the connection, which is opened at its first use. */
export interface VectorStep {
  readonly conn?: string;
  /** Bytes to send. */
  readonly send_hex?: string;
  /** What must arrive next: one packet, or literal text. */
  readonly expect_hex?: string;
  /** What must match at the start of what arrives, read as latin1. */
  readonly expect_text_regex?: string;
  /** Nothing may arrive for so long. */
  readonly expect_silence_ms?: number;
  /** The server must close, and send nothing before. */
  readonly expect_close_ms?: number;
  readonly open?: boolean;
  readonly close?: boolean;
  readonly half_close?: boolean;
  readonly sleep_ms?: number;
  readonly restart?: 'TERM' | 'KILL';
}

/** A transcript recorded from gearmand. */
export interface Vector {
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** The options that gearmand was started with. */
  readonly options?: readonly string[];
  readonly steps: readonly VectorStep[];
}

/** What a replay needs of its surroundings. */
export interface ReplayWorld {
  readonly port: number;
  /** Lets time pass for the server, until all that it does in that time is done. */
  pass(ms: number): Promise<void>;
  nowMs(): number;
  /** Ends the server, by SIGTERM or by SIGKILL, and starts it again. */
  restart?(how: 'TERM' | 'KILL'): Promise<void>;
}

/** `{n}`: a nonce, `{len}`: the length of the body that follows, `{handle:X}`: a handle, `{epoch+S}`: in S seconds. */
const PLACEHOLDER = /\{(n|len|handle:\w+|epoch[+-]\d+)\}/;

/** Plays a transcript against a server; throws at the first step that goes otherwise. */
export async function replay(vector: Vector, world: ReplayWorld): Promise<void> {
  const player = new Player(world);
  try {
    for (const [index, step] of vector.steps.entries()) {
      await player.play(step).catch((cause: unknown) => {
        const { conn, send_hex, recorded_hex, ...rest } = step as VectorStep & { recorded_hex?: string };
        throw new Error(
          `step ${index + 1} of ${vector.steps.length}, ${conn ?? ''} ${JSON.stringify(rest)}: ${cause}`,
          { cause },
        );
      });
    }
  } finally {
    await player.close();
  }
}

class Player {
  readonly #world: ReplayWorld;
  readonly #nonce = String.fromCharCode(...Array.from({ length: 6 }, () => randomInt(97, 123)));
  readonly #startSeconds: number;
  readonly #handles = new Map<string, string>();
  readonly #peers = new Map<string, WirePeer>();

  constructor(world: ReplayWorld) {
    this.#world = world;
    this.#startSeconds = Math.floor(world.nowMs() / 1000);
  }

  async play(step: VectorStep): Promise<void> {
    if (step.sleep_ms !== undefined) return this.#world.pass(step.sleep_ms);
    if (step.restart !== undefined) return this.#restart(step.restart);
    const name = step.conn ?? '';
    const peer = await this.#peer(name);
    if (step.send_hex !== undefined) peer.send(this.#bytes(step.send_hex));
    else if (step.expect_hex !== undefined) await this.#expectBytes(peer, step.expect_hex);
    else if (step.expect_text_regex !== undefined) await this.#expectText(peer, step.expect_text_regex);
    else if (step.expect_silence_ms !== undefined) await this.#expectSilence(peer, step.expect_silence_ms);
    else if (step.expect_close_ms !== undefined) await peer.closed();
    else if (step.half_close) peer.halfClose();
    else if (step.close) {
      this.#peers.delete(name);
      await peer.close();
    } else if (!step.open) throw new TypeError(`unknown step ${JSON.stringify(step)}`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#peers.values()].map((peer) => peer.close()));
  }

  async #restart(how: 'TERM' | 'KILL'): Promise<void> {
    const left = [...this.#peers.values()];
    this.#peers.clear();
    if (this.#world.restart === undefined) throw new TypeError('this server cannot be started again');
    await this.#world.restart(how);
    await Promise.all(left.map((peer) => peer.close()));
  }

  async #peer(name: string): Promise<WirePeer> {
    const peer = this.#peers.get(name) ?? (await WirePeer.connect(this.#world.port));
    this.#peers.set(name, peer);
    return peer;
  }

  async #expectSilence(peer: WirePeer, ms: number): Promise<void> {
    await this.#world.pass(ms);
    const heard = peer.pending.toString('latin1', 0, 300);
    if (peer.ended || heard !== '')
      throw new Error(`expected silence, got ${peer.ended ? 'the end ' : ''}${JSON.stringify(heard)}`);
  }

  async #expectText(peer: WirePeer, pattern: string): Promise<void> {
    const regex = new RegExp(
      split(pattern)
        .map(([literal, placeholder]) => literal + (placeholder === undefined ? '' : escaped(this.#value(placeholder))))
        .join(''),
    );
    const match = () => regex.exec(peer.pending.toString('latin1'));
    await peer.until(() => match() !== null, String(regex));
    await peer.take(match()?.[0].length ?? 0);
  }

  async #expectBytes(peer: WirePeer, template: string): Promise<void> {
    let got: Buffer;
    if (template.startsWith('00')) {
      const head = await peer.take(12);
      if (head[0] !== 0) throw new Error(`expected a packet, got ${JSON.stringify(head.toString('latin1'))}`);
      got = Buffer.concat([head, await peer.take(head.readUInt32BE(8))]);
    } else {
      got = await peer.take(this.#bytes(template).length);
    }
    const fresh: string[] = [];
    const pattern = split(template).map(
      ([hex, placeholder]) => escaped(unhex(hex)) + this.#patternOf(placeholder, fresh),
    );
    const match = new RegExp(`^${pattern.join('')}$`, 's').exec(got.toString('latin1'));
    if (match === null) throw new Error(`got ${JSON.stringify(got.toString('latin1'))}`);
    for (const handle of fresh) this.#handles.set(handle, match.groups?.[handle] ?? '');
  }

  /** A pattern for what stands in the place of a placeholder; handles seen for the first time are noted in `fresh`. */
  #patternOf(placeholder: string | undefined, fresh: string[]): string {
    if (placeholder === undefined) return '';
    if (placeholder === 'len') return '.{4}';
    const handle = /^handle:(.*)/.exec(placeholder)?.[1];
    if (handle === undefined || this.#handles.has(handle)) return escaped(this.#value(placeholder));
    if (fresh.includes(handle)) return `\\k<${handle}>`;
    fresh.push(handle);
    return `(?<${handle}>[^\\0]{1,64})`;
  }

  #bytes(template: string): Buffer {
    let text = '';
    const lengthsAt: number[] = [];
    for (const [hex, placeholder] of split(template)) {
      text += unhex(hex);
      if (placeholder === 'len') lengthsAt.push(text.length);
      if (placeholder !== undefined) text += placeholder === 'len' ? '\0\0\0\0' : this.#value(placeholder);
    }
    const bytes = Buffer.from(text, 'latin1');
    lengthsAt.forEach((at, index) => {
      // A body ends with the bytes, or where the header of the next packet begins, 8 bytes before its length.
      const next = lengthsAt[index + 1];
      bytes.writeUInt32BE((next === undefined ? bytes.length : next - 8) - at - 4, at);
    });
    return bytes;
  }

  #value(placeholder: string): string {
    if (placeholder === 'n') return this.#nonce;
    if (placeholder.startsWith('epoch')) return String(this.#startSeconds + Number(placeholder.slice('epoch'.length)));
    const handle = this.#handles.get(placeholder.slice('handle:'.length));
    if (handle === undefined) throw new Error(`${placeholder} has not been seen yet`);
    return handle;
  }
}

/** Cuts a template into literals, each with the placeholder behind it; the last has none. */
function split(template: string): [literal: string, placeholder: string | undefined][] {
  const parts = template.split(PLACEHOLDER);
  const pairs: [string, string | undefined][] = [];
  for (let i = 0; i < parts.length; i += 2) pairs.push([parts[i] ?? '', parts[i + 1]]);
  return pairs;
}

function unhex(hex: string): string {
  return Buffer.from(hex, 'hex').toString('latin1');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
