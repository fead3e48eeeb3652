import { NEWLINE } from '../separator.js';
import type { GatheredOutput } from './gathered-output.js';
import { HeldBudget, HeldPieces } from './held-pieces.js';

/**
 * Whose result comes when, where several jobs are under way. `input`: in the order in which they were submitted; `group`:
 * as they end, each result in one piece; `mixed`: as the pieces come.
 */
export type LaneOrder = 'input' | 'group' | 'mixed';

/** How results are set apart. */
export interface LaneOptions {
  readonly order: LaneOrder;
  /** Puts a newline between two results where the first does not end in one; not if they are mixed. */
  readonly newlines: boolean;
  /** The most bytes of results that wait for their turn. Default: 256 MiB. */
  readonly maxHeldBytes?: number;
}

/** Where one job's result is written. A promise says that no more should come before it resolves. */
export interface Lane {
  /** Writes a piece. Throws ResultTooLargeError when too much would have to wait. */
  write(piece: Uint8Array): Promise<void> | undefined;
  /** Ends the result; `complete` tells an empty one from none. */
  end(complete: boolean): Promise<void> | undefined;
}

/** A result that outgrows this takes the output as soon as it is free, and need not be kept until its end. */
const LARGE_BYTES = 1024 * 1024;

/** More lanes or bytes than this in the line and it is full. */
const FULL_LANES = 4096;
const FULL_BYTES = 32 * 1024 * 1024;

/**
 * Brings the results of jobs to one output. One lane has the output and is written through; the others hold what they
 * get until it is their turn.
 */
export class OutputLanes {
  readonly #output: GatheredOutput;
  readonly #order: LaneOrder;
  readonly #newlines: boolean;
  readonly #budget: HeldBudget;
  #line: WaitingLane[] = [];
  #front: WaitingLane | undefined;
  #owesNewline = false;

  constructor(output: GatheredOutput, { order, newlines, maxHeldBytes }: LaneOptions) {
    this.#output = output;
    this.#order = order;
    this.#newlines = newlines && order !== 'mixed';
    this.#budget = new HeldBudget(maxHeldBytes);
  }

  /** True while so much waits for its turn that no more lanes should be opened. */
  get isFull(): boolean {
    return this.#budget.bytes > FULL_BYTES || this.#line.length > FULL_LANES;
  }

  /** Opens the lane of a job that is being submitted. */
  open(): Lane {
    const lane: WaitingLane = { held: new HeldPieces(this.#budget), state: 'open', hasTurn: false, begun: false };
    if (this.#order === 'input') this.#joinLine(lane);
    return {
      write: (piece) => this.#write(lane, piece),
      end: (complete) => this.#end(lane, complete),
    };
  }

  #write(lane: WaitingLane, piece: Uint8Array): Promise<void> | undefined {
    if (piece.length === 0) return undefined;
    if (lane === this.#front || this.#order === 'mixed') return this.#send(lane, piece);
    lane.held.add(piece);
    return !lane.hasTurn && lane.held.bytes > LARGE_BYTES ? this.#joinLine(lane) : undefined;
  }

  #end(lane: WaitingLane, complete: boolean): Promise<void> | undefined {
    lane.state = complete ? 'complete' : 'broken';
    if (this.#order === 'mixed') return undefined;
    if (!lane.hasTurn) return this.#joinLine(lane);
    if (lane !== this.#front) return undefined;
    this.#finish(lane);
    this.#front = undefined;
    return this.#goOn();
  }

  #joinLine(lane: WaitingLane): Promise<void> | undefined {
    lane.hasTurn = true;
    this.#line.push(lane);
    return this.#front === undefined ? this.#goOn() : undefined;
  }

  /** Gives the output to the next lanes: past those that have ended, to one that has not. */
  #goOn(): Promise<void> | undefined {
    let written: Promise<void> | undefined;
    let passed = 0;
    for (const lane of this.#line) {
      passed += 1;
      for (const piece of lane.held.take()) written = this.#send(lane, piece);
      if (lane.state === 'open') {
        this.#front = lane;
        break;
      }
      this.#finish(lane);
    }
    this.#line = this.#line.slice(passed);
    return written;
  }

  #send(lane: WaitingLane, piece: Uint8Array): Promise<void> | undefined {
    this.#begin(lane);
    this.#owesNewline = this.#newlines && piece.at(-1) !== NEWLINE;
    return this.#output.write(piece);
  }

  #begin(lane: WaitingLane): void {
    if (lane.begun) return;
    lane.begun = true;
    if (this.#owesNewline) this.#output.write('\n');
  }

  /** An empty result is a result too, and set apart from the next. */
  #finish(lane: WaitingLane): void {
    if (lane.begun || lane.state !== 'complete') return;
    this.#begin(lane);
    this.#owesNewline = this.#newlines;
  }
}

interface WaitingLane {
  readonly held: HeldPieces;
  state: 'open' | 'complete' | 'broken';
  /** It is in the line, or was. */
  hasTurn: boolean;
  /** Something was written of it. */
  begun: boolean;
}
