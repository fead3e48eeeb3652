import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isText, textOf } from '../byte-words.js';
import { BACKGROUND_MARK } from './in-background.js';
import type { GearmanIo } from './io.js';

/** Starts this program again, in a session of its own and with nothing to do with our streams. */
export async function startInBackground(args: readonly string[], { command, env }: GearmanIo): Promise<void> {
  const mark = args.every(isText) ? '' : Buffer.from(args.join('\0'), 'latin1').toString('base64');
  const [program = '', ...script] = command;
  const child = spawn(program, [...script, ...args.map(textOf)], {
    detached: true,
    env: { ...env, [BACKGROUND_MARK]: mark },
    stdio: 'ignore',
  });
  await once(child, 'spawn');
  child.unref();
}
