import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { FRAME_CASES, frameText } from './frame-cases.js';

/** WRITE_FRAMES=1 writes them anew. Then read each that has changed: a frame is right because somebody has looked at it. */
const isWriting = process.env.WRITE_FRAMES === '1';

describe('a frame', () => {
  it.each(FRAME_CASES)('$name is drawn as somebody has approved it', async (frame) => {
    const file = new URL(`../frames/${frame.name}.txt`, import.meta.url);
    const text = frameText(frame);
    if (isWriting) await writeFile(file, text);
    expect(text).toBe(await readFile(file, 'utf8'));
  });
});
