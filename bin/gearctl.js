#!/usr/bin/env node
// @ts-check
/** gearctl: hands its command line to oclif and the commands. */
'use strict';

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { boot } = require('./boot.js');

/** Names the kind of run: the command's first word, or help. */
function kindOfRun(/** @type {string[]} */ argv) {
  const [word = 'help'] = argv;
  return /^[a-z][a-z-]*$/.test(word) && !argv.some((arg) => arg === '-h' || arg === '--help') ? word : 'help';
}

const root = join(__dirname, '..');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { program, keepCode } = boot('gearctl', kindOfRun(process.argv.slice(2)));
const { main } = /** @type {{ main(root: string, packageJson: object): Promise<boolean> }} */ (program);
main(root, packageJson).then((isCommand) => {
  if (isCommand) keepCode();
});
