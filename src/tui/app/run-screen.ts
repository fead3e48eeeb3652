import { once } from 'node:events';
import type { ReadStream, WriteStream } from 'node:tty';
import { AbortedError } from '../../errors.js';
import type { Look } from '../lines.js';
import type { Model } from '../model/types.js';
import type { Recorder } from '../recording/recorder.js';
import { Session } from '../session.js';
import type { SampleSource } from '../sources/source.js';
import type { Effect, Message } from '../update/message.js';
import { withLeanHeap } from './lean-heap.js';
import { type FrameCause, Pacer } from './pacer.js';
import type { PointerEvent } from './pointer.js';
import { Recordings } from './recordings.js';
import { saveScreen } from './saved-screen.js';
import { ScreenDrawing } from './screen-drawing.js';
import type { ScreenProcess } from './screen-process.js';
import { ServerRequests, type Servers } from './server-requests.js';
import { Terminal } from './terminal.js';

/** What a screen needs of its surroundings. */
export interface ScreenIo {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly process: ScreenProcess;
  /** Where screens and recordings are saved. */
  readonly folder: string;
  /** What can be asked of servers; undefined where there are none. */
  readonly servers: Servers | undefined;
}

/** How a screen is drawn, and what it listens to. */
export interface ScreenLook extends Look {
  /** Whether clicks and the wheel are of use; the terminal then selects no text with the mouse. */
  readonly mouse?: boolean;
}

const TICK_MS = 1000;

/**
 * Shows a screen until it is quit or `signal` fires, closes source and recorder, and gives the terminal back as it was.
 * Throws AbortedError when the terminal has gone away.
 */
export async function runScreen(
  source: SampleSource,
  start: Model,
  look: ScreenLook,
  recorder: Recorder | undefined,
  io: ScreenIo,
  signal: AbortSignal,
): Promise<void> {
  await new RunningScreen(source, start, look, recorder, io).run(signal);
}

class RunningScreen {
  readonly #session: Session;
  readonly #io: ScreenIo;
  readonly #terminal: Terminal;
  readonly #drawing: ScreenDrawing;
  readonly #pacer = new Pacer(() => this.#drawing.draw(this.#session.model));
  readonly #recordings: Recordings;
  readonly #requests: ServerRequests | undefined;
  readonly #end = new AbortController();
  #failure: unknown;
  #isStopped = false;

  constructor(source: SampleSource, start: Model, look: ScreenLook, recorder: Recorder | undefined, io: ScreenIo) {
    this.#io = io;
    this.#terminal = new Terminal(io.input, io.output, look.mouse === true, {
      pressed: (key) => this.#session.send({ type: 'key', key }),
      pointed: (event) => this.#point(event),
      gone: () => this.#hangUp(),
    });
    this.#drawing = new ScreenDrawing(this.#terminal, look);
    this.#session = new Session(source, start, {
      sampled: (sample, before) => this.#recordings.add(sample, before.whole, this.#session.model.whole),
      changed: (message) => this.#pacer.request(causeOf(message)),
      effect: (effect) => void this.#perform(effect).catch(this.#fail),
    });
    this.#recordings = new Recordings(io.folder, source.servers, recorder, (message) => this.#session.send(message));
    this.#requests = io.servers && new ServerRequests(io.servers, (message) => this.#session.send(message));
  }

  async run(signal: AbortSignal): Promise<void> {
    const ended = AbortSignal.any([signal, this.#end.signal]);
    let withUsualHeap: () => void = () => undefined;
    const ticking = setInterval(() => this.#session.tick(), TICK_MS);
    this.#listen('on');
    this.#terminal.enter();
    try {
      this.#resize();
      this.#pacer.now();
      const sampling = this.#session.run().catch(this.#fail);
      await this.#drawing.load();
      withUsualHeap = withLeanHeap();
      this.#pacer.request('key');
      if (!ended.aborted) await once(ended, 'abort');
      await this.#session.source.close();
      await sampling;
    } finally {
      clearInterval(ticking);
      withUsualHeap();
      await this.#session.source.close();
      this.#leave();
      this.#drawing.close();
      this.#listen('off');
      await this.#recordings.close();
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #listen(on: 'on' | 'off'): void {
    const { process, output } = this.#io;
    output[on]('resize', this.#resize);
    process[on]('SIGHUP', this.#hangUp)[on]('SIGTSTP', this.#suspend)[on]('SIGCONT', this.#resume);
    process[on]('SIGINT', this.#stopped)[on]('SIGTERM', this.#stopped);
    // Whatever ends the process, an error that nobody has caught included: its terminal is to be of use afterwards.
    process[on]('exit', this.#leave)[on]('uncaughtExceptionMonitor', this.#leave);
  }

  #point(event: PointerEvent): void {
    const { model } = this.#session;
    if (event.type === 'wheel') this.#session.send(event);
    else this.#session.send({ type: 'click', target: this.#drawing.targetAt(model, event.col, event.row) });
  }

  async #perform(effect: Effect): Promise<void> {
    const { source, model } = this.#session;
    switch (effect.type) {
      case 'quit':
        return this.#end.abort();
      case 'redraw':
        return this.#redraw();
      case 'suspend':
        return this.#suspend();
      case 'poll-now':
        return source.pollNow();
      case 'set-interval':
        return source.setInterval(effect.intervalMs);
      case 'pause-source':
        return source.pause(effect.isPaused);
      case 'seek':
        return source.seek(effect.byMs);
      case 'copy':
        this.#terminal.copy(effect.text);
        return this.#session.send({ type: 'done', text: `copied ${effect.text}` });
      case 'save-screen':
        return this.#save();
      case 'record':
        return effect.isOn ? this.#recordings.begin(model.now.epochMs) : this.#recordings.end();
      case 'act':
      case 'peek':
      case 'list-jobs':
        return this.#requests?.perform(effect);
    }
  }

  async #save(): Promise<void> {
    const { model } = this.#session;
    const file = await saveScreen(this.#io.folder, model.now.epochMs, this.#drawing.screenOf(model));
    this.#session.send(file);
  }

  readonly #resize = (): void => {
    const { cols, rows } = this.#terminal;
    this.#drawing.forget();
    this.#session.send({ type: 'resize', cols, rows });
  };

  #redraw(): void {
    this.#drawing.forget();
    this.#pacer.request('key');
  }

  readonly #suspend = (): void => {
    const { process } = this.#io;
    this.#leave();
    // As ^Z does: all that runs in front of the terminal together.
    process.kill(0, 'SIGSTOP');
  };

  readonly #resume = (): void => {
    this.#terminal.enter();
    this.#resize();
    this.#pacer.request('key');
  };

  readonly #leave = (): void => {
    this.#pacer.stop();
    this.#drawing.forget();
    this.#terminal.leave();
  };

  readonly #hangUp = (): void => {
    this.#fail(new AbortedError('the terminal has gone away', { signal: 'SIGHUP' }));
  };

  /**
   * Ink has the process ended by a signal that nobody but itself listens to, and whoever stops the view listens to the first
   * only. So here somebody goes on listening, until the second.
   */
  readonly #stopped = (): void => {
    const { process } = this.#io;
    this.#leave();
    if (this.#isStopped) process.off('SIGINT', this.#stopped).off('SIGTERM', this.#stopped);
    this.#isStopped = true;
  };

  readonly #fail = (error: unknown): void => {
    this.#failure ??= error;
    this.#end.abort();
  };
}

function causeOf({ type }: Message): FrameCause {
  if (type === 'tick') return 'time';
  return type === 'sample' ? 'news' : 'key';
}
