#!/usr/bin/env node
// @ts-check
/**
 * gearmand, as far as whoever starts it can tell: its options, its signals, its files, and gearctl's job server in it.
 * It is not on PATH, where it would be taken for the other one.
 */
'use strict';

const { version } = require('../package.json');

import('../dist/compat/gearmand/main.js').then(async ({ main }) => {
  const { stdout, stderr, env, argv } = process;
  const io = { stdout, stderr, env, signals: process, version, program: __filename, parent: process };
  process.exitCode = await main(argv.slice(2), io);
  if (process.connected) process.disconnect();
});
