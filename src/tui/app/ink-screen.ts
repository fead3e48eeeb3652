import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { Box, render, Transform } from 'ink';
import { createElement } from 'react';

/** What ink lays lines out on. */
export interface InkScreen {
  /** Composes lines, which have their colours in them already, and none of which is wider than `cols`. */
  laidOut(lines: readonly string[], cols: number): readonly string[];
  /** Ends it. */
  close(): void;
}

/** Opens a screen. Ink reads no keys and writes to no terminal. */
export function openInkScreen(): InkScreen {
  const output = new FrameOutput();
  const instance = render(null, {
    ...{ stdin: new PassThrough() as unknown as ReadStream, stdout: output as unknown as WriteStream },
    ...{ debug: true, exitOnCtrlC: false, patchConsole: false, isScreenReaderEnabled: false },
  });
  return {
    laidOut: (lines, cols) => {
      output.columns = cols;
      instance.rerender(frameOf(lines));
      return output.frame.split('\n');
    },
    close: () => instance.unmount(),
  };
}

/**
 * Puts lines below each other. Ink keeps every text that it has ever measured, which for a view that is open all day is all
 * that was ever on it; so what it measures is a blank, and the line takes its place when it is composed.
 */
function frameOf(lines: readonly string[]) {
  const rows = lines.map((line, at) => createElement(Transform, { key: at, transform: () => line }, ' '));
  return createElement(Box, { flexDirection: 'column' }, ...rows);
}

/** A terminal as ink knows it: in its debug mode it is written whole frames at once, each in one piece. */
class FrameOutput extends EventEmitter {
  columns = 80;
  readonly isTTY = true;
  /** What it was written last. */
  frame = '';

  write(frame: string): boolean {
    this.frame = frame;
    return true;
  }
}
