#!/usr/bin/env node
// @ts-check
/** gearadmin, for whoever calls the tool of that name: its options, its output, its exit status. */
'use strict';

const { existsSync, readFileSync } = require('node:fs');
const { boot } = require('./boot.js');

/** Where Linux keeps the command line, byte by byte. */
const COMMAND_LINE = '/proc/self/cmdline';

const argv = process.argv.slice(2);
const isHelp = argv.some((word) => word.startsWith('--he'));
const { load, keepCode } = boot('gearadmin', isHelp ? 'gearadmin-help' : 'gearadmin');
const { main } = /** @type {typeof import('../dist/compat/gearadmin/main.js')} */ (load('main.cjs'));
const io = {
  // Node makes each of its streams when it is first asked for.
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  env: process.env,
  systemCommandLine: () => (existsSync(COMMAND_LINE) ? readFileSync(COMMAND_LINE) : new Uint8Array()),
};
main(argv, io).then((status) => {
  keepCode();
  // All is written by now, and what Node would tidy up takes half a millisecond.
  process.exit(status);
});
