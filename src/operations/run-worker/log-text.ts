import type { JobEnd, JobFacts, WorkEvent, WorkGroup } from './work-event.js';

type Paint = 'dim' | 'bold' | 'red' | 'green' | 'yellow';

/** How a log for people looks. */
export interface LogStyle {
  readonly paint: Readonly<Record<Paint, (text: string) => string>>;
  /** True where the terminal shows more than ASCII. */
  readonly isUnicode: boolean;
  /** The column that function names get. */
  readonly functionWidth: number;
}

/**
 * What steers a terminal: a sequence that ESC begins (CSI with its parameters, OSC with its text) or that C1's CSI does.
 * Any control character counts as ESC, for all of them are left out anyway; a tab is none of them here.
 */
const STEERING =
  /[^\P{Cc}\t]\[[0-?]*[ -/]*[@-~]|[^\P{Cc}\t]\][^\p{Cc}]*(?:\p{Cc}\\?)?|\u009b[0-?]*[ -/]*[@-~]|[^\P{Cc}\t]/gu;

/** The longest reason that a line ends with, in characters. */
const MAX_MESSAGE = 120;

/** Gives what tells systemd's journal how urgent an event is, to stand in front of its line. */
export function journalPriority(event: WorkEvent): string {
  const isBad = event.type === 'end' && event.end !== 'complete';
  if (event.type === 'warning' || isBad || (event.type === 'server' && !event.isUp)) return '<4>';
  return '<6>';
}

/** Writes an event as a line for people, without the line end. Control characters of what others wrote are left out. */
export function logText(event: WorkEvent, at: Date, style: LogStyle): string {
  if (event.type === 'stderr') return `${style.paint.dim(source(event.job))} ${visible(event.line)}`;
  return `${style.paint.dim(clock(at))} ${body(event, style)}`;
}

function body(event: Exclude<WorkEvent, { type: 'stderr' }>, style: LogStyle): string {
  const { paint } = style;
  switch (event.type) {
    case 'ready': {
      const servers = event.servers.map(({ server, isUp }) => `${server} ${serverSign(isUp, style)}`);
      return `${paint.bold('ready')}  ${groupsText(event.groups, style)}   servers ${servers.join(' ')}   pid ${event.pid}`;
    }
    case 'server':
      return `${serverSign(event.isUp, style)} ${serverText(event.server, visible(event.message))}`;
    case 'start':
      return `${paint.dim(style.isUnicode ? '▸' : '>')} ${jobText(event.job, style)}`;
    case 'end': {
      const took = `${(event.durationMs / 1000).toFixed(2)}s`.padStart(7);
      const traffic = `${sizeText(event.bytesIn)} in  ${sizeText(event.bytesOut)} out`;
      const rest = event.end === 'complete' ? traffic : cut(visible(event.message), style);
      return `${endSign(event.end, style)} ${jobText(event.job, style)} ${took}   ${rest}`;
    }
    case 'retry': {
      const next = `attempt ${event.attempt} of ${event.maxAttempts} in ${seconds(event.delayMs)}`;
      const sign = paint.yellow(style.isUnicode ? '⟳' : '<');
      return `${sign} ${jobText(event.job, style)}   ${next}   ${cut(visible(event.message), style)}`;
    }
    case 'drain':
      if (event.running === 0) return 'stopping, no job is running';
      return `draining ${jobs(event.running)} (^C again to stop ${them(event.running)})`;
    case 'stop':
      if (event.running === 0) return 'stopping, no job is running';
      return `stopping ${jobs(event.running)} and ${fate(event)} (^C again to kill)`;
    case 'kill':
      if (event.running === 0) return 'stopping, no job is running';
      return `killing ${jobs(event.running)}`;
    case 'pause':
      return `paused, ${event.running === 0 ? 'no job is' : `${jobs(event.running)} still`} running`;
    case 'resume':
      return 'taking jobs again';
    case 'slots':
      return `slots  ${groupsText(event.groups, style)}`;
    case 'reload':
      return `reloaded: ${event.changes.length === 0 ? 'nothing has changed' : event.changes.map(visible).join('; ')}`;
    case 'metrics':
      return `metrics at http://${event.address}/metrics`;
    case 'warning':
      return `${paint.yellow('!')} ${visible(event.message)}`;
  }
}

function groupsText(groups: readonly WorkGroup[], { isUnicode }: LogStyle): string {
  const texts = groups.map(({ functions, slots }) => {
    const names = functions.map(visible).join(' ');
    return `${names} ${isUnicode ? '×' : 'x'}${slots}`;
  });
  return texts.join('  ');
}

/** A time, with no more digits than there is a use for. */
function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)}s`;
}

/** Where a line of stderr comes from. */
function source({ functionName, slot, handle }: JobFacts): string {
  return `${visible(functionName)}[${slot}] ${visible(handle)}:`;
}

function jobText({ functionName, handle }: JobFacts, style: LogStyle): string {
  return `${visible(functionName).padEnd(style.functionWidth)}  ${visible(handle)}`;
}

function jobs(count: number): string {
  return `${count} ${count === 1 ? 'job' : 'jobs'}`;
}

function them(count: number): string {
  return count === 1 ? 'it' : 'them';
}

function fate({ running, onDrainTimeout }: Extract<WorkEvent, { type: 'stop' }>): string {
  return onDrainTimeout === 'fail' ? `failing ${them(running)}` : `giving ${them(running)} back`;
}

/** Some messages name their server themselves. */
function serverText(server: string, message: string): string {
  return message.includes(server) ? message : `${server}  ${message}`;
}

function serverSign(isUp: boolean, { paint, isUnicode }: LogStyle): string {
  return isUp ? paint.green(isUnicode ? '●' : '+') : paint.red(isUnicode ? '○' : '-');
}

function endSign(end: JobEnd, { paint, isUnicode }: LogStyle): string {
  if (end === 'complete') return paint.green(isUnicode ? '✓' : '+');
  if (end === 'requeued') return paint.yellow(isUnicode ? '⟳' : '<');
  return paint.red(isUnicode ? '✗' : 'x');
}

function clock(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let size = bytes;
  while (size >= 1024 && units.length > 1) {
    size /= 1024;
    units.shift();
  }
  return `${size < 10 && bytes >= 1024 ? size.toFixed(1) : Math.round(size)} ${units[0]}`;
}

function visible(text: string): string {
  return text.replace(STEERING, '');
}

function cut(text: string, { isUnicode }: LogStyle): string {
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}${isUnicode ? '…' : '...'}` : text;
}
