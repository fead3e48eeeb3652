import type { LogLevel } from './coprocess-settings.js';
import { type DataEncoding, PROTOCOL_VERSION, type Word } from './message.js';

/** A message as it was parsed; nothing is known of it yet. */
export type Message = Readonly<Record<string, unknown>>;

/** Gives the data that a message carries; a text says why it has none that can be read. */
export type DataOf = (message: Message) => Uint8Array | string;

const LARGEST_PROGRESS = 0xffffffff;
const LEVELS: readonly unknown[] = ['debug', 'info', 'warning', 'error'] satisfies LogLevel[];

/** Reads a message. Whatever is wrong with it, there is a word for it. */
export function readWord(message: Message, dataOf: DataOf): Word {
  const { type } = message;
  switch (type) {
    case 'ready':
      return ready(message);
    case 'log':
      return { type, level: levelOf(message.level), message: textOf(message.message) };
    case 'pong':
      return typeof message.n === 'number' ? { type, n: message.n } : malformed(message, 'a pong without n');
    case 'progress':
    case 'data':
    case 'warning':
    case 'complete':
    case 'exception':
    case 'fail':
    case 'retry':
    case 'extend':
      return jobWord(type, message, dataOf);
    default:
      return malformed(message, `a message of type ${JSON.stringify(type)}`);
  }
}

type JobWordType = 'progress' | 'data' | 'warning' | 'complete' | 'exception' | 'fail' | 'retry' | 'extend';

function jobWord(type: JobWordType, message: Message, dataOf: DataOf): Word {
  const { id } = message;
  if (!isWhole(id)) return malformed(message, `${type} without the id of a job`);
  switch (type) {
    case 'progress': {
      const { done, total } = message;
      if (isProgress(done) && isProgress(total)) return { type, id, done, total };
      return malformed(message, 'progress whose done and total are no whole numbers');
    }
    case 'data':
    case 'warning':
    case 'complete':
    case 'exception': {
      const data = dataOf(message);
      return typeof data === 'string' ? malformed(message, `${type} ${data}`) : { type, id, data };
    }
    case 'fail':
      return { type, id, message: textOf(message.message) };
    case 'retry': {
      const { after } = message;
      if (after === undefined || after === null) return { type, id, afterMs: undefined };
      return isSpan(after)
        ? { type, id, afterMs: after * 1000 }
        : malformed(message, 'retry after no number of seconds');
    }
    case 'extend': {
      const { seconds } = message;
      return isSpan(seconds)
        ? { type, id, byMs: seconds * 1000 }
        : malformed(message, 'extend by no number of seconds');
    }
  }
}

function ready(message: Message): Word {
  const { version, capacity = 1, encoding = 'utf8' } = message;
  if (version !== PROTOCOL_VERSION) return malformed(message, `ready for version ${JSON.stringify(version)}`);
  if (!isWhole(capacity) || capacity < 1) return malformed(message, 'ready whose capacity is no number of jobs');
  if (!isEncoding(encoding)) return malformed(message, `ready with the encoding ${JSON.stringify(encoding)}`);
  return { type: 'ready', capacity, encoding };
}

function malformed({ type, id }: Message, reason: string): Word {
  const endsJob = type === 'complete' || type === 'exception' || type === 'retry';
  return { type: 'malformed', id: isWhole(id) ? id : undefined, endsJob, reason };
}

function isEncoding(value: unknown): value is DataEncoding {
  return value === 'utf8' || value === 'base64';
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isProgress(value: unknown): value is number {
  return isWhole(value) && value <= LARGEST_PROGRESS;
}

function isSpan(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function levelOf(value: unknown): LogLevel {
  return LEVELS.includes(value) ? (value as LogLevel) : 'info';
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
