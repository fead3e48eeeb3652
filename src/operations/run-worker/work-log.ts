import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { WorkEvent, WorkEventTaker } from './work-event.js';

/** Writes events to a stream, one per line or none. When it fails nothing more is written to it, and the work goes on. */
export function workLog(stream: Writable, line: (event: WorkEvent, at: Date) => string | undefined): WorkEventTaker {
  stream.on('error', () => undefined);
  return (event) => {
    const text = line(event, new Date());
    if (text === undefined || !stream.writable || stream.write(`${text}\n`)) return undefined;
    return drained(stream);
  };
}

async function drained(stream: Writable): Promise<void> {
  // It may fail instead, and then it takes no more.
  await once(stream, 'drain').catch(() => undefined);
}
