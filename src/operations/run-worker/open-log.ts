import type { Writable } from 'node:stream';
import { logJson } from './log-json.js';
import { journalPriority, type LogStyle, logText } from './log-text.js';
import type { WorkEventTaker } from './work-event.js';
import { workLog } from './work-log.js';

/** How a worker tells what happens. */
export interface LogWish {
  readonly stream: Writable;
  readonly format: 'none' | 'text' | 'json';
  readonly pid: number;
  readonly style: LogStyle;
  /** Whether lines are read by systemd's journal, which takes their priority from their beginning. */
  readonly isForJournal: boolean;
}

/** Gives what writes the log of a worker. In text the start of a job is left out. */
export function openLog({ stream, format, pid, style, isForJournal }: LogWish): WorkEventTaker {
  if (format === 'none') return () => undefined;
  if (format === 'json') return workLog(stream, (event, at) => logJson(event, at, pid));
  const priority = isForJournal ? journalPriority : () => '';
  return workLog(stream, (event, at) =>
    event.type === 'start' ? undefined : `${priority(event)}${logText(event, at, style)}`,
  );
}
