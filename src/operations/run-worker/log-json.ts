import type { JobFacts, WorkEvent } from './work-event.js';

/** Writes an event as one line of JSON (`gearctl/work-event/1`), without the line end. Durations are in seconds. */
export function logJson(event: WorkEvent, at: Date, pid: number): string {
  return JSON.stringify({ type: event.type, time: at.toISOString(), pid, ...fields(event) });
}

function fields(event: WorkEvent): object {
  switch (event.type) {
    case 'ready':
      return {
        functions: event.functions,
        slots: event.slots,
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
    case 'stderr':
      return { ...jobFields(event.job), message: event.line };
    case 'drain':
    case 'stop':
    case 'kill':
      return { running: event.running };
    case 'warning':
      return { message: event.message };
  }
}

function jobFields({ functionName, handle, unique, server, slot }: JobFacts): object {
  return { function: functionName, handle, unique, server, slot };
}
