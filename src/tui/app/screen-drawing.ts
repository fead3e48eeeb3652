import { type Line, type Look, plainLine, type Target } from '../lines.js';
import type { Model } from '../model/types.js';
import { painterOf } from '../theme.js';
import { targetAt } from '../views/target.js';
import { view } from '../views/view.js';
import { FrameWriter } from './frame-writer.js';
import type { InkScreen } from './ink-screen.js';
import type { Terminal } from './terminal.js';

/** A drawn screen: without colours, and with them. */
export interface DrawnScreen {
  readonly plain: readonly string[];
  readonly painted: readonly string[];
}

/** Draws models on a terminal: the first as they are, for ink takes some time to load, and then through ink. */
export class ScreenDrawing {
  readonly #terminal: Terminal;
  readonly #look: Look;
  readonly #writer: FrameWriter;
  #ink: InkScreen | undefined;

  constructor(terminal: Terminal, look: Look) {
    this.#terminal = terminal;
    this.#look = look;
    this.#writer = new FrameWriter((text) => terminal.write(text));
  }

  /** Loads ink. */
  async load(): Promise<void> {
    const { openInkScreen } = await import('./ink-screen.js');
    this.#ink = openInkScreen();
  }

  /** Gives the screen of a model. */
  screenOf(model: Model): DrawnScreen {
    const lines = this.#linesOf(model);
    return { plain: lines.map(plainLine), painted: lines.map(painterOf(model.interface.theme, this.#look.depth)) };
  }

  /** Gives what a click means on a cell, counted from 0. */
  targetAt(model: Model, col: number, row: number): Target | undefined {
    return targetAt(this.#linesOf(model), col, row);
  }

  /** Draws a model over the one before. */
  draw(model: Model): void {
    const { painted } = this.screenOf(model);
    const ink = this.#ink;
    if (ink === undefined) this.#writer.draw(painted);
    else this.#writer.draw(painted, (changed) => ink.laidOut(changed, this.#terminal.cols));
  }

  /** Forgets what is on the terminal: the next time all of it is drawn. */
  forget(): void {
    this.#writer.forget();
  }

  /** Ends the drawing. */
  close(): void {
    this.#ink?.close();
    this.#ink = undefined;
  }

  /** One line of the terminal stays free, for in the last one some would scroll. */
  #linesOf(model: Model): readonly Line[] {
    return view(model, this.#terminal.cols, this.#terminal.rows - 1, this.#look);
  }
}
