import { basename } from 'node:path';
import { ConnectError, type GearctlError, NoServerError, TlsError, UsageError } from '../errors.js';
import type { ScreenIo, ScreenLook } from './app/run-screen.js';
import { DemoSource } from './demo/demo-source.js';
import { plainLine } from './lines.js';
import { FUNCTION_COLUMNS, type FunctionColumn } from './model/interface.js';
import type { Model } from './model/types.js';
import { type DocumentOf, type PrintFormat, printSamples } from './printed/print-samples.js';
import { Recorder } from './recording/recorder.js';
import { Recording } from './recording/recording.js';
import { type Clock, SYSTEM_CLOCK } from './sources/clock.js';
import type { PolledAdmin } from './sources/poll.js';
import { Poller } from './sources/poller.js';
import { Replay } from './sources/replay.js';
import type { SampleSource } from './sources/source.js';
import { painterOf } from './theme.js';
import { type InterfaceWish, startModel } from './update/start.js';

/** Where samples come from. Admins are taken over, and closed in the end. */
export type Origin =
  | {
      readonly kind: 'live';
      readonly admins: readonly PolledAdmin[];
      readonly tls: boolean;
      /** Whether servers that do not count their jobs are asked for the list of them. */
      readonly probes: boolean;
    }
  | { readonly kind: 'replay'; readonly file: string; readonly speed: number }
  | { readonly kind: 'demo'; readonly seed: number };

/** What is to be seen, and how. */
export interface TopWish {
  readonly origin: Origin;
  readonly show: 'screen' | PrintFormat;
  readonly allowActions: boolean;
  readonly matches: (functionName: string) => boolean;
  /** The column that functions are ordered by, such as `wait`. */
  readonly sort: string;
  readonly reverse: boolean;
  readonly interface: Omit<InterfaceWish, 'functionSort' | 'recordingTo'>;
  readonly look: ScreenLook;
  readonly color: boolean;
  /** A file to record to; there must be none yet. */
  readonly recordTo: string | undefined;
  /** Without a screen: ends after so many rounds of polls. */
  readonly rounds: number | undefined;
  /** Without a screen: prints the last round only. */
  readonly onlyLast: boolean;
  /** Makes the document of what is shown as one. */
  readonly documentOf: DocumentOf;
}

/** What a view needs of its surroundings. */
export interface TopIo extends ScreenIo {
  /** Says something that is worth knowing, before anything is shown. */
  notice(message: string): void;
}

/** A server that did not answer in the end. */
export interface Unanswered {
  readonly server: string;
  readonly errno: string;
  readonly message: string;
}

/**
 * Shows servers, a recording or a simulation until it is quit, there was enough of it, or `signal` fires. Gives the
 * servers that did not answer in the last of so many rounds. Throws
 * UsageError for a column that is none, InputFileError and InputDataError for what is no recording, OutputError when it
 * cannot be recorded, and NoServerError or what a server said instead when none has answered by the last round.
 */
export async function runTop(wish: TopWish, io: TopIo, signal: AbortSignal): Promise<readonly Unanswered[]> {
  const functionSort = { column: columnNamed(wish.sort), reverse: wish.reverse };
  const { source, title, intervalMs } = await opened(wish, io, SYSTEM_CLOCK);
  const { origin, allowActions, matches, recordTo } = wish;
  const tls = origin.kind === 'live' && origin.tls;
  const setup = { title, source: origin.kind, allowActions: allowActions && origin.kind === 'live', tls, matches };
  const theme = wish.color ? wish.interface.theme : 'mono';
  const choices = { ...wish.interface, theme, intervalMs, functionSort, recordingTo: recordTo };
  const start = startModel(setup, source.servers, source.now(), choices);
  const failing = new AbortController();
  const recorder =
    recordTo === undefined ? undefined : await Recorder.open(recordTo, source.servers, (error) => failing.abort(error));
  const ended = AbortSignal.any([signal, failing.signal]);
  if (wish.show === 'screen') {
    const { runScreen } = await import('./app/run-screen.js');
    await runScreen(source, start, wish.look, recorder, io, ended);
    failing.signal.throwIfAborted();
    return [];
  }
  const paint = wish.color ? painterOf(start.interface.theme, wish.look.depth) : plainLine;
  const { rounds, onlyLast, documentOf, show: format } = wish;
  const printing = { format, rounds, onlyLast, documentOf, paint };
  const end = await printSamples(source, start, printing, io.output, recorder, ended);
  await recorder?.close();
  failing.signal.throwIfAborted();
  return wish.rounds === undefined ? [] : unanswered(end);
}

/** Opens what samples come from. A recording goes at the pace at which it was made. */
async function opened(
  { origin, show, interface: { intervalMs = 2000 } }: TopWish,
  io: TopIo,
  clock: Clock,
): Promise<{ source: SampleSource; title: string; intervalMs: number }> {
  switch (origin.kind) {
    case 'live': {
      const source = new Poller(origin.admins, intervalMs, origin.probes, clock);
      const [only, ...others] = source.servers;
      return { source, title: others.length === 0 ? (only ?? '') : `${others.length + 1} servers`, intervalMs };
    }
    case 'demo':
      // What is printed is what happens from now on; only charts reach back.
      return { source: new DemoSource(origin.seed, intervalMs, show === 'screen', clock), title: 'demo', intervalMs };
    case 'replay': {
      const recording = await Recording.open(origin.file);
      for (const { number, why } of recording.broken.slice(0, 5)) {
        io.notice(`${origin.file}:${number}: this line is left out: ${why}`);
      }
      const source = new Replay(recording, origin.speed, show === 'screen', clock);
      return { source, title: basename(origin.file), intervalMs: recording.intervalMs };
    }
  }
}

const LONG_NAMES: Readonly<Record<string, FunctionColumn>> = { function: 'name', waiting: 'wait', running: 'run' };

function columnNamed(name: string): FunctionColumn {
  const column = FUNCTION_COLUMNS.find((each) => each === name) ?? LONG_NAMES[name];
  if (column !== undefined) return column;
  throw new UsageError(`there is no column '${name}'`, { hint: `sort by one of ${FUNCTION_COLUMNS.join(', ')}` });
}

function unanswered({ whole: { servers } }: Model): Unanswered[] {
  const failures = servers.flatMap(({ label, failure }) => (failure ? [{ server: label, ...failure }] : []));
  const errors = failures.flatMap(({ error }) => error ?? []);
  if (errors.length === servers.length) {
    const isReach = (error: GearctlError): error is ConnectError | TlsError =>
      error instanceof ConnectError || error instanceof TlsError;
    throw errors.find((error) => !isReach(error)) ?? new NoServerError(errors.filter(isReach));
  }
  return failures.map(({ server, errno, message }) => ({ server, errno, message }));
}
