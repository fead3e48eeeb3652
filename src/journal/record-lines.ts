const LF = 10;

/** Cuts a segment into its records, the last first. What comes behind the last line end is still being written. */
export function* linesBackwards(content: Buffer): Generator<Buffer, void> {
  let end = content.lastIndexOf(LF);
  while (end > 0) {
    const start = content.lastIndexOf(LF, end - 1) + 1;
    if (start < end) yield content.subarray(start, end);
    end = start - 1;
  }
}

/** Cuts a segment into its records, the first first, as far as they are whole. */
export function* linesForwards(content: Buffer): Generator<Buffer, void> {
  let start = 0;
  for (let end = content.indexOf(LF); end !== -1; end = content.indexOf(LF, start)) {
    if (start < end) yield content.subarray(start, end);
    start = end + 1;
  }
}
