import { EventEmitter } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AbortedError } from '../../../src/errors.js';
import { runScreen } from '../../../src/tui/app/run-screen.js';
import type { ScreenProcess } from '../../../src/tui/app/screen-process.js';
import { DemoSource } from '../../../src/tui/demo/demo-source.js';
import { SYSTEM_CLOCK } from '../../../src/tui/sources/clock.js';
import { until } from '../../support/until.js';
import { newModel } from '../samples.js';

/** The keyboard of a terminal. */
class Keyboard extends PassThrough {
  isRaw = false;
  readonly setRawMode = (isRaw: boolean) => {
    this.isRaw = isRaw;
    return this;
  };
}

const SGR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

/** The screen of a terminal. */
class Display extends PassThrough {
  columns = 80;
  rows = 24;
  readonly isTTY = true;
  text = '';

  constructor() {
    super();
    this.on('data', (chunk) => {
      this.text += chunk;
    });
  }

  /** What was written, without its colours. */
  get words(): string {
    return this.text.replace(SGR, '');
  }

  /** Forgets what was written, and gives it. */
  takeText(): string {
    const { text } = this;
    this.text = '';
    return text;
  }
}

class StoppableProcess extends EventEmitter implements ScreenProcess {
  readonly pid = 1;
  stops = 0;
  kill(): true {
    this.stops += 1;
    return true;
  }
}

const ENTER = '\x1b[?1049h';
const LEAVE = '\x1b[?25h\x1b[?1049l';

let folder: string;
let keyboard: Keyboard;
let display: Display;
let program: StoppableProcess;
let stopping: AbortController;
let running: Promise<void>;

function start(mouse: boolean): Promise<void> {
  keyboard = new Keyboard();
  display = new Display();
  program = new StoppableProcess();
  stopping = new AbortController();
  const source = new DemoSource(1, 500, false, SYSTEM_CLOCK);
  const model = newModel(source.servers, { source: 'demo' });
  const io = {
    ...{ input: keyboard as unknown as ReadStream, output: display as unknown as WriteStream },
    ...{ process: program, folder, servers: undefined },
  };
  running = runScreen(source, model, { unicode: true, graph: 'braille', mouse }, undefined, io, stopping.signal);
  running.catch(() => undefined);
  return until(() => display.text.includes('thumbnail'));
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gearctl-screen-'));
  await start(false);
});
afterEach(async () => {
  stopping.abort();
  await running.catch(() => undefined);
  await rm(folder, { recursive: true });
});

describe('the screen', () => {
  it('takes the terminal over, and gives it back as it was when it is quit', async () => {
    expect(display.takeText()).toContain(ENTER);
    expect(keyboard.isRaw).toBe(true);
    keyboard.write('q');
    await running;
    expect(display.text.endsWith(LEAVE)).toBe(true);
    expect(keyboard.isRaw).toBe(false);
    expect(program.eventNames()).toEqual([]);
    expect(keyboard.listenerCount('data')).toBe(0);
  });

  it('gives it back when it is told to end, and writes nothing after that', async () => {
    stopping.abort();
    await running;
    expect(display.text.endsWith(LEAVE)).toBe(true);
  });

  it('gives it back when the process ends by an error that nobody has caught', () => {
    display.takeText();
    program.emit('uncaughtExceptionMonitor');
    expect(display.takeText()).toContain(LEAVE);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('gives it back at %s, and leaves the process to the second', (signal) => {
    display.takeText();
    program.emit(signal);
    expect(display.takeText()).toContain(LEAVE);
    expect(program.listenerCount(signal)).toBe(1);
    program.emit(signal);
    expect(program.listenerCount(signal)).toBe(0);
  });

  it('draws what a key changes', async () => {
    display.takeText();
    keyboard.write('0');
    await until(() => display.text.includes('peaks reset'));
  });

  it('lets go of the terminal while it is suspended, and draws everything afterwards', async () => {
    keyboard.write('\x1a');
    await until(() => program.stops === 1);
    expect(display.takeText().endsWith(LEAVE)).toBe(true);
    expect(keyboard.isRaw).toBe(false);
    program.emit('SIGCONT');
    await until(() => display.text.includes('thumbnail'));
    expect(display.takeText().startsWith(ENTER)).toBe(true);
  });

  it('is drawn anew in another size', async () => {
    display.takeText();
    Object.assign(display, { columns: 100, rows: 30 });
    display.emit('resize');
    await until(() => display.text.includes('thumbnail'));
    expect(display.takeText()).toContain('\x1b[29;1H');
  });

  it('is saved as text and as a terminal shows it', async () => {
    keyboard.write('P');
    await until(() => display.text.includes('saved gearctl-top-'));
    const files = (await readdir(folder)).sort();
    expect(files.map((name) => name.replace(/\d/g, '0'))).toEqual([
      'gearctl-top-00000000-000000.ansi',
      'gearctl-top-00000000-000000.txt',
    ]);
    const text = await readFile(join(folder, files[1] ?? ''), 'utf8');
    expect(text).toContain('thumbnail_resize');
    expect(text).not.toContain('\x1b');
  });

  it('is recorded from one B to the next', async () => {
    keyboard.write('B');
    await until(() => display.text.includes('recording to gearctl-top-'));
    keyboard.write('B');
    await until(() => display.text.includes('recorded to'));
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('ends when there is nobody before the terminal any more', async () => {
    keyboard.end();
    await expect(running).rejects.toThrow(AbortedError);
  });

  it('copies a name to the clipboard', async () => {
    keyboard.write('/thumbnail\ry');
    const copied = Buffer.from('thumbnail_resize').toString('base64');
    await until(() => display.text.includes(`\x1b]52;c;${copied}\x07`));
  });
});

const WATCHED = '\x1b[?1000h\x1b[?1006h';
const UNWATCHED = '\x1b[?1006l\x1b[?1000l';

describe('the mouse', () => {
  it('is left to the terminal unless it is asked for', async () => {
    keyboard.write('q');
    await running;
    expect(display.text).not.toContain('\x1b[?1000');
    expect(display.text).not.toContain('\x1b[?1006');
  });

  it('is watched while the screen is shown, and no longer when it is suspended or quit', async () => {
    stopping.abort();
    await running;
    await start(true);
    expect(display.takeText()).toContain(WATCHED);
    keyboard.write('\x1a');
    await until(() => program.stops === 1);
    expect(display.takeText()).toContain(UNWATCHED);
    program.emit('SIGCONT');
    await until(() => display.text.includes('thumbnail'));
    expect(display.takeText()).toContain(WATCHED);
    keyboard.write('q');
    await running;
    expect(display.text).toContain(UNWATCHED);
  });

  it('is given back when the process ends by an error that nobody has caught', async () => {
    stopping.abort();
    await running;
    await start(true);
    display.takeText();
    program.emit('uncaughtExceptionMonitor');
    expect(display.takeText()).toContain(UNWATCHED);
  });

  it('orders by the heading that is clicked on, selects a row, and moves the cursor by its wheel', async () => {
    stopping.abort();
    await running;
    await start(true);
    // The heading of the names is in the sixth line; those of the rows begin in the one behind it.
    keyboard.write('\x1b[<0;4;6M\x1b[<0;4;6m');
    await until(() => display.text.includes('FUNCTION↑'));
    display.takeText();
    keyboard.write('\x1b[<0;10;9M');
    await until(() => display.words.includes('▸ cache_warm'));
    keyboard.write('\x1b[<65;1;1M');
    await until(() => display.words.includes('▸ invoice_pdf'));
  });
});
