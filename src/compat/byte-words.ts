const REPLACEMENT = '\ufffd';
const NUL = 0;

/**
 * Gives the words of a command line as byte strings. Node reads them as UTF-8 and loses the bytes that are none: those
 * are looked up in what the system keeps of the command line, every word with a NUL behind it. Where the system keeps
 * nothing, they stay lost.
 */
export function byteWords(words: readonly string[], systemCommandLine: () => Uint8Array): string[] {
  const read = words.map((word) => Buffer.from(word, 'utf8').toString('latin1'));
  if (!words.some((word) => word.includes(REPLACEMENT))) return read;
  const line = Buffer.from(systemCommandLine());
  if (line.at(-1) !== NUL) return read;
  const kept = line.toString('latin1', 0, line.length - 1).split('\0');
  return kept.length < words.length ? read : kept.slice(kept.length - words.length);
}

/** Gives the bytes of a byte string. */
export function bytesOf(word: string): Buffer {
  return Buffer.from(word, 'latin1');
}

/** Gives the text of a byte string. */
export function textOf(word: string): string {
  return bytesOf(word).toString('utf8');
}

/** Tells whether a byte string is UTF-8, so that it can be a text and become the same bytes again. */
export function isText(word: string): boolean {
  return Buffer.from(textOf(word), 'utf8').equals(bytesOf(word));
}
