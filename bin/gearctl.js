#!/usr/bin/env node
// @ts-check
/** gearctl: hands the command line to oclif, which finds the command by oclif.manifest.json and runs it. */
import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';

// The commands are built, so there are no TypeScript sources to look for, whatever NODE_ENV says.
settings.enableAutoTranspile = false;

// A reader that has seen enough, as in `gearctl … | head`, is no failure: end like a program that SIGPIPE stops.
process.stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  process.exit(141);
});

const argv = process.argv.slice(2);
try {
  await run(argv, import.meta.url);
} catch (error) {
  // Commands show their own errors and end with an exit status; little gets here, so how to show it loads only now.
  const { reportEscaped } = await import('./escaped.js');
  const { text, status } = await reportEscaped(error, argv);
  process.stderr.write(text);
  process.stdout.write('', () => process.exit(status));
}
