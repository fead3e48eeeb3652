import { describe, expect, it } from 'vitest';
import { FrameWriter } from '../../../src/tui/app/frame-writer.js';

function writer(): { draw(...lines: string[]): string; forget(): void } {
  let written = '';
  const frames = new FrameWriter((text) => {
    written += text;
  });
  return {
    draw: (...lines) => {
      written = '';
      frames.draw(lines);
      return written.replaceAll('\x1b', '^');
    },
    forget: () => frames.forget(),
  };
}

describe('the writer of frames', () => {
  it('writes the first frame whole and erases what is below', () => {
    expect(writer().draw('a', 'b')).toBe('^[?2026h^[1;1H^[2Ka^[0m^[2;1H^[2Kb^[0m^[3;1H^[J^[?2026l');
  });

  it('writes of the next only the lines that differ, and nothing if none does', () => {
    const frames = writer();
    frames.draw('a', 'b', 'c');
    expect(frames.draw('a', 'B', 'c')).toBe('^[?2026h^[2;1H^[2KB^[0m^[?2026l');
    expect(frames.draw('a', 'B', 'c')).toBe('');
  });

  it('erases the lines that a shorter frame leaves', () => {
    const frames = writer();
    frames.draw('a', 'b', 'c');
    expect(frames.draw('a')).toBe('^[?2026h^[2;1H^[J^[?2026l');
  });

  it('writes everything again once it has forgotten', () => {
    const frames = writer();
    frames.draw('a');
    frames.forget();
    expect(frames.draw('a')).toContain('^[1;1H^[2Ka');
  });
});
