import type { CommandRequest } from '../command-request.js';
import type { ProcessEnd } from '../command-starter.js';
import { makeFifos, removeFifos } from '../fifos.js';
import type { CoprocessSettings } from './coprocess-settings.js';
import { ProcessStreams } from './process-streams.js';

/** How a process has exited. */
export interface Exit {
  /** Such as `SIGSEGV` or `exit 3`. */
  readonly how: string;
  readonly isClean: boolean;
  /** False when nobody could tell, for who would have has died itself. */
  readonly isKnown: boolean;
  /** Whether its process group may have members left. */
  readonly hasLeft: boolean;
}

/** A process that has been started, with our ends of its streams. */
export interface StartedProcess {
  /** Also the number of its process group. */
  readonly pid: number;
  readonly streams: ProcessStreams;
  readonly exit: Promise<Exit>;
}

/** Starts the process of a co-process. Rejects with a StartError. */
export async function startProcess(settings: CoprocessSettings): Promise<StartedProcess> {
  const { starter } = settings;
  const directory = await makeFifos(starter.directory);
  try {
    return await start(settings, directory, new ProcessStreams(directory));
  } finally {
    // Both sides have them open by now, or never will.
    await removeFifos(directory);
  }
}

function start(settings: CoprocessSettings, directory: string, streams: ProcessStreams): Promise<StartedProcess> {
  const seat = settings.starter.openSeat();
  return new Promise<StartedProcess>((resolve, reject) => {
    let exited: (exit: Exit) => void = () => undefined;
    const exit = new Promise<Exit>((resolveExit) => {
      exited = resolveExit;
    });
    void exit.then(() => seat.close());
    seat.start(requestOf(settings, seat.maxInlineBytes), directory, {
      started: (pid) => resolve({ pid, streams, exit }),
      notStarted: (error) => {
        reject(error);
        // It may have got as far as to have its streams.
        exited({ how: error.message, isClean: false, isKnown: true, hasLeft: false });
      },
      ended: (end) => exited(exitOf(end)),
    });
  }).catch((error: unknown) => {
    seat.close();
    streams.close();
    throw error;
  });
}

/** The request of a command that never comes to its end. */
function requestOf(
  { command, cwd, user, chroot, nice, resourceLimits, env }: CoprocessSettings,
  maxInlineBytes: number,
): CommandRequest {
  return {
    ...{ command, cwd, user, chroot, nice, resourceLimits },
    // Python would keep what it writes until there is a lot of it.
    env: { PYTHONUNBUFFERED: '1', ...env },
    // What is too much to go with the request comes by the FIFO, which we write.
    stdin: new Uint8Array(maxInlineBytes + 1),
    onStdout: () => undefined,
    onStderr: () => undefined,
  };
}

function exitOf({ exitCode, signal, hasLeft }: ProcessEnd): Exit {
  const isKnown = exitCode !== null || signal !== null;
  const how = signal ?? (isKnown ? `exit ${exitCode}` : 'nobody can tell how');
  return { how, isClean: exitCode === 0, isKnown, hasLeft };
}
