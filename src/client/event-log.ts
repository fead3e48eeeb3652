import { eventBytes, type TaskEvent } from './task-event.js';

/** A reader with more unread bytes than this is behind. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

interface Reader {
  position: number;
  unreadBytes: number;
  wake: (() => void) | undefined;
}

/** The events that a task has kept, for its result and for whoever reads them from the start. */
export class EventLog {
  readonly #maxBytes: number;
  readonly #onPace: () => void;
  readonly #events: TaskEvent[] = [];
  #readers: Reader[] = [];
  #bytes = 0;
  #ended = false;

  /** `onPace` is called whenever `isBehind` may have changed. */
  constructor(maxBytes: number, onPace: () => void) {
    this.#maxBytes = maxBytes;
    this.#onPace = onPace;
  }

  /** True while some reader has so much to read that no more should come. */
  get isBehind(): boolean {
    return this.#readers.some((reader) => reader.unreadBytes > MAX_UNREAD_BYTES);
  }

  /** Tells whether an event may be added without keeping more bytes than allowed. */
  hasRoomFor(event: TaskEvent): boolean {
    return this.#bytes + eventBytes(event) <= this.#maxBytes;
  }

  /** Adds an event; its data is copied where it would keep a much larger buffer alive. `last` ends all readers. */
  add(event: TaskEvent, last: boolean): void {
    this.#events.push('data' in event ? { ...event, data: ownBytes(event.data) } : event);
    this.#bytes += eventBytes(event);
    this.#ended = last;
    if (this.#readers.length === 0) return;
    for (const reader of this.#readers) {
      reader.unreadBytes += eventBytes(event);
      reader.wake?.();
    }
    this.#onPace();
  }

  /** Joins the result: the data since the job was last created. A result in one piece is not copied. */
  result(): Uint8Array {
    const pieces: Uint8Array[] = [];
    for (const event of this.#events) {
      if (event.type === 'created') pieces.length = 0;
      else if ((event.type === 'data' || event.type === 'complete') && event.data.length > 0) pieces.push(event.data);
    }
    return joined(pieces);
  }

  /** Reads all events from the first on, waits for those to come, and ends behind the last. */
  async *read(): AsyncGenerator<TaskEvent, void, undefined> {
    const reader: Reader = { position: 0, unreadBytes: this.#bytes, wake: undefined };
    this.#readers.push(reader);
    try {
      for (;;) {
        const event = this.#events[reader.position];
        if (event !== undefined) {
          reader.position += 1;
          reader.unreadBytes -= eventBytes(event);
          this.#onPace();
          yield event;
        } else if (this.#ended) {
          return;
        } else {
          await new Promise<void>((resolve) => {
            reader.wake = resolve;
          });
        }
      }
    } finally {
      this.#readers = this.#readers.filter((other) => other !== reader);
      this.#onPace();
    }
  }
}

function ownBytes(data: Uint8Array): Uint8Array {
  return data.buffer.byteLength > 2 * data.length ? new Uint8Array(data) : data;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
