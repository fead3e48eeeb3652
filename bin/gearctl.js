#!/usr/bin/env node
// @ts-check
/** gearctl: hands its command line to the command that it names, or to oclif. */
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { boot } = require('./boot.js');

/** What asks for help, wherever it stands. */
const HELP = /^(?:--help$|-[^-]*h)/;
const WORD = /^[a-z][a-z-]*$/;

/**
 * @typedef {{ run(argv: string[], root: string): Promise<void> }} Command
 * @typedef {{ main(argv: string[], root: string): Promise<boolean> }} Program Tells whether its run is one like others.
 */

const root = join(__dirname, '..');
const argv = process.argv.slice(2);
const command = asksForHelp() ? undefined : commandNamed();
const { load, keepCode } = boot('gearctl', command ?? kindOfHelp());

runs().then((isLikeOthers) => {
  if (isLikeOthers) keepCode();
});
// When nothing is left to do, only what Node would tidy up takes time.
process.once('beforeExit', (status) => process.exit(status));

async function runs() {
  if (command !== undefined) {
    const { run } = /** @type {Command} */ (load(`commands/${command}.cjs`));
    await run(argv, root);
    return true;
  }
  const { main } = /** @type {Program} */ (load('main.cjs'));
  return main(argv, root);
}

function asksForHelp() {
  const end = argv.indexOf('--');
  return argv[0] === 'help' || argv.slice(0, end === -1 ? argv.length : end).some((word) => HELP.test(word));
}

/** Finds the command that `argv` names, in one word or in two, if there is a file for it. */
function commandNamed() {
  const [first = '', second = ''] = argv;
  if (!WORD.test(first)) return undefined;
  const names = WORD.test(second) ? [`${first}-${second}`, first] : [first];
  return names.find((name) => existsSync(join(root, 'dist/bundle/gearctl/commands', `${name}.cjs`)));
}

/** Names help by what it is about. */
function kindOfHelp() {
  const [first = '', second = ''] = argv;
  const subject = first === 'help' ? second : first;
  return WORD.test(subject) ? `help-${subject}` : 'help';
}
