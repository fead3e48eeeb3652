import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import type { BackgroundMessage, GearmandIo, WaitingParent } from './io.js';

/** By this a process knows that it is the one in the background. */
const MARK = 'GEARMAND_IN_BACKGROUND';

/** Tells whether this process was started to be the server in the background. */
export function isInBackground(env: NodeJS.ProcessEnv): boolean {
  return env[MARK] !== undefined;
}

/**
 * Starts this program again, in a session of its own and with nothing to do with our streams, and waits until it
 * listens or ends. What it says until then goes to our stderr. Gives the exit status: 0 when it listens.
 */
export async function startInBackground(argv: readonly string[], io: GearmandIo): Promise<number> {
  const child = spawn(process.execPath, [io.program, ...argv], {
    detached: true,
    env: { ...io.env, [MARK]: '1' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(([[status]]) => Number(status ?? 1));
  const status = await Promise.race([ended, listening(child, io.stderr)]);
  if (child.connected) child.disconnect();
  child.unref();
  return status;
}

function listening(child: ChildProcess, stderr: Writable): Promise<number> {
  return new Promise((resolve) => {
    child.on('message', (message: BackgroundMessage) => {
      if ('stderr' in message) stderr.write(message.stderr);
      else resolve(0);
    });
  });
}

/** Gives a stream that writes to the stderr of the process that waits; when none waits any more, to nowhere. */
export function stderrOfParent(parent: WaitingParent): Writable {
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      tell(parent, { stderr: `${text}` }, done);
    },
  });
}

/** Tells the process that waits that it need not wait any more, and lets go of it. */
export function tellListening(parent: WaitingParent): void {
  tell(parent, { listening: true }, () => {
    if (parent.connected) parent.disconnect?.();
  });
}

function tell(parent: WaitingParent, message: BackgroundMessage, done: () => void): void {
  if (parent.send === undefined || parent.connected !== true) done();
  else parent.send(message, () => done());
}
