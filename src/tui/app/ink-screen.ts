import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { Box, render, Text } from 'ink';
import { createElement } from 'react';

/** What ink lays lines out on. */
export interface InkScreen {
  /** Lays lines out, which have their colours in them already; none gets wider than `cols`. */
  draw(lines: readonly string[], cols: number): void;
  /** Ends it. */
  close(): void;
}

/** Opens a screen, of which `taken` gets each frame as lines. Ink reads no keys and writes to no terminal. */
export function openInkScreen(taken: (lines: readonly string[]) => void): InkScreen {
  const output = new FrameOutput((frame) => taken(frame.split('\n')));
  const instance = render(null, {
    ...{ stdin: new PassThrough() as unknown as ReadStream, stdout: output as unknown as WriteStream },
    ...{ debug: true, exitOnCtrlC: false, patchConsole: false, isScreenReaderEnabled: false },
  });
  return {
    draw: (lines, cols) => {
      output.columns = cols;
      instance.rerender(frameOf(lines));
    },
    close: () => {
      output.isOpen = false;
      instance.unmount();
    },
  };
}

function frameOf(lines: readonly string[]) {
  const texts = lines.map((line, at) => createElement(Text, { key: at, wrap: 'truncate' }, line === '' ? ' ' : line));
  return createElement(Box, { flexDirection: 'column' }, ...texts);
}

/** A terminal as ink knows it: in its debug mode it is written whole frames, each in one piece. */
class FrameOutput extends EventEmitter {
  columns = 80;
  isOpen = true;
  readonly isTTY = true;
  readonly #taken: (frame: string) => void;

  constructor(taken: (frame: string) => void) {
    super();
    this.#taken = taken;
  }

  write(frame: string): boolean {
    if (this.isOpen && frame !== '') this.#taken(frame);
    return true;
  }
}
