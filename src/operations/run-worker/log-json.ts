import type { JobFacts, WorkEvent, WorkGroup } from './work-event.js';

/** Writes an event as one line of JSON (`gearctl/work-event/1`), without the line end. Durations are in seconds. */
export function logJson(event: WorkEvent, at: Date, pid: number): string {
  return JSON.stringify({ type: event.type, time: at.toISOString(), pid, ...fields(event) });
}

function fields(event: WorkEvent): object {
  switch (event.type) {
    case 'ready':
      return {
        ...groupFields(event.groups),
        servers: event.servers.map(({ server, isUp }) => ({ server, up: isUp })),
      };
    case 'server':
      return { server: event.server, up: event.isUp, message: event.message };
    case 'start':
      return jobFields(event.job);
    case 'end':
      return {
        ...jobFields(event.job),
        outcome: event.end,
        exit_code: event.exitCode,
        signal: event.signal,
        duration: Math.round(event.durationMs) / 1000,
        bytes_in: event.bytesIn,
        bytes_out: event.bytesOut,
        message: event.message,
      };
    case 'retry':
      return {
        ...jobFields(event.job),
        attempt: event.attempt,
        max_attempts: event.maxAttempts,
        delay: event.delayMs / 1000,
        exit_code: event.exitCode,
        signal: event.signal,
        message: event.message,
      };
    case 'stderr':
      return { ...jobFields(event.job), message: event.line };
    case 'drain':
    case 'stop':
    case 'kill':
    case 'pause':
    case 'resume':
      return { running: event.running };
    case 'slots':
      return groupFields(event.groups);
    case 'reload':
      return { changes: event.changes };
    case 'metrics':
      return { address: event.address };
    case 'warning':
      return { message: event.message };
  }
}

/** All functions and all slots, and which of them belong together. */
function groupFields(groups: readonly WorkGroup[]): object {
  return {
    functions: groups.flatMap(({ functions }) => functions),
    slots: groups.reduce((sum, { slots }) => sum + slots, 0),
    groups: groups.map(({ functions, slots }) => ({ functions, slots })),
  };
}

function jobFields({ functionName, handle, unique, server, slot }: JobFacts): object {
  return { function: functionName, handle, unique, server, slot };
}
