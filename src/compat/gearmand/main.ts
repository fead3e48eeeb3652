import { GearctlError } from '../../errors.js';
import { isInBackground, startInBackground, stderrOfParent, tellListening } from './background.js';
import { helpText } from './help.js';
import type { GearmandIo } from './io.js';
import { serve } from './serve.js';
import { readRequest, type Settings } from './settings.js';

/**
 * Is gearmand: reads the command line, and runs the job server until a signal ends it. Gives the exit status: 0, or 1
 * when it could not start.
 */
export async function main(argv: readonly string[], io: GearmandIo): Promise<number> {
  const inBackground = isInBackground(io.env);
  const own = inBackground ? { ...io, stderr: stderrOfParent(io.parent) } : io;
  // Who has closed our stderr does not want to know, and must not end a server by it.
  own.stderr.on('error', () => undefined);
  try {
    const request = readRequest(argv, io.env);
    if (request.what === 'serve') return await start(request.settings, inBackground, argv, own);
    if (request.what === 'help') io.stdout.write(helpText());
    if (request.what === 'version') io.stdout.write(`\ngearmand 1.1.20+gearctl-${io.version}\n`);
    return 0;
  } catch (error) {
    // In the background nobody else is left to say what went wrong, so this is the place for errors of any kind.
    const text = error instanceof GearctlError ? error.message : error instanceof Error ? error.stack : error;
    await new Promise<void>((resolve) => own.stderr.write(`gearmand: ${text}\n`, () => resolve()));
    return 1;
  }
}

function start(settings: Settings, inBackground: boolean, argv: readonly string[], io: GearmandIo): Promise<number> {
  if (!settings.daemon) return serve(settings, io, () => undefined);
  if (inBackground) return serve(settings, io, () => tellListening(io.parent));
  return startInBackground(argv, io);
}
