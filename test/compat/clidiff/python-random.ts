const SIZE = 624;
const MIDDLE = 397;

/** Gives what `random.Random(seed).randbytes(count)` gives in Python, of which some cases are made: a Mersenne Twister. */
export function pythonRandomBytes(seed: number, count: number): Buffer {
  const state = seeded(seed);
  const bytes = Buffer.alloc(Math.ceil(count / 4) * 4);
  let at = SIZE;
  for (let word = 0; word < bytes.length; word += 4) {
    if (at === SIZE) {
      twist(state);
      at = 0;
    }
    bytes.writeUInt32LE(tempered(state[at++] ?? 0), word);
  }
  // Of the last word Python takes the upper bits.
  const rest = count % 4;
  if (rest > 0) bytes.writeUInt32LE(bytes.readUInt32LE(bytes.length - 4) >>> (8 * (4 - rest)), bytes.length - 4);
  return bytes.subarray(0, count);
}

function seeded(seed: number): Uint32Array {
  const state = new Uint32Array(SIZE);
  state[0] = 19650218;
  const before = (at: number) => (state[at - 1] ?? 0) ^ ((state[at - 1] ?? 0) >>> 30);
  for (let at = 1; at < SIZE; at++) state[at] = Math.imul(before(at), 1812433253) + at;
  let at = 1;
  const advance = () => {
    at += 1;
    if (at < SIZE) return;
    state[0] = state[SIZE - 1] ?? 0;
    at = 1;
  };
  for (let round = 0; round < SIZE; round++) {
    state[at] = ((state[at] ?? 0) ^ Math.imul(before(at), 1664525)) + seed;
    advance();
  }
  for (let round = 1; round < SIZE; round++) {
    state[at] = ((state[at] ?? 0) ^ Math.imul(before(at), 1566083941)) - at;
    advance();
  }
  state[0] = 0x80000000;
  return state;
}

function twist(state: Uint32Array): void {
  for (let at = 0; at < SIZE; at++) {
    const word = ((state[at] ?? 0) & 0x80000000) | ((state[(at + 1) % SIZE] ?? 0) & 0x7fffffff);
    state[at] = (state[(at + MIDDLE) % SIZE] ?? 0) ^ (word >>> 1) ^ (word & 1 ? 0x9908b0df : 0);
  }
}

function tempered(word: number): number {
  let mixed = word ^ (word >>> 11);
  mixed ^= (mixed << 7) & 0x9d2c5680;
  mixed ^= (mixed << 15) & 0xefc60000;
  return (mixed ^ (mixed >>> 18)) >>> 0;
}
