import type { Writable } from 'node:stream';
import type { ServerEvent } from './server-event.js';

/** Writes an event as one line of JSON (`gearctl/serve-event/1`), without the line end. */
export function serverEventJson(event: ServerEvent, at: Date, pid: number): string {
  return JSON.stringify({ type: event.type, time: at.toISOString(), pid, ...fields(event) });
}

/** Writes an event as a line for people, without the line end; undefined for those that go without saying. */
export function serverEventText(event: ServerEvent): string | undefined {
  switch (event.type) {
    case 'ready':
      return `the job server listens on ${event.addresses.join(', ')}`;
    case 'restored':
      return event.jobs === 0
        ? undefined
        : `${jobs(event.jobs)} of before ${event.jobs === 1 ? 'waits' : 'wait'} again`;
    case 'imported':
    case 'exported':
      return [`${event.type} ${jobs(event.jobs)}: ${event.file}`, ...event.notes].join('; ');
    case 'problem':
      return event.error.message;
    case 'reloaded':
      return `certificates, rules and limits were read again${event.problems === 0 ? '' : '; what cannot be used stays as it was'}`;
    case 'draining':
      return event.running === 0 ? undefined : `stopping; ${jobs(event.running)} may come to an end`;
    case 'stopped':
      return event.running === 0
        ? undefined
        : `stopped while ${jobs(event.running)} ${event.running === 1 ? 'was' : 'were'} running`;
  }
}

/** Writes events to a stream, one per line. */
export function serverLog(stream: Writable, line: (event: ServerEvent, at: Date) => string | undefined) {
  return (event: ServerEvent): void => {
    const text = line(event, new Date());
    if (text !== undefined) stream.write(`${text}\n`);
  };
}

function fields(event: ServerEvent): object {
  switch (event.type) {
    case 'ready':
      return { address: event.address, addresses: event.addresses, store: event.store ?? null };
    case 'imported':
    case 'exported':
      return { jobs: event.jobs, file: event.file, notes: event.notes };
    case 'problem':
      return { code: event.error.code, message: event.error.message };
    case 'restored':
      return { jobs: event.jobs };
    case 'draining':
    case 'stopped':
      return { running: event.running };
    case 'reloaded':
      return { problems: event.problems };
  }
}

function jobs(count: number): string {
  return `${count} ${count === 1 ? 'job' : 'jobs'}`;
}
