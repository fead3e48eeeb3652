#!/usr/bin/env node
// @ts-check
/** gearman, for whoever calls the tool of that name: its options, its output, its exit status. */
'use strict';

const { createReadStream, fstatSync, readFileSync } = require('node:fs');
const { boot } = require('./boot.js');

const { argv, env, execArgv, execPath, pid } = process;
const words = argv.slice(2);
const flags = words.map((word) => /^-([bHILnNPsvwdS]+)/.exec(word)?.[1] ?? '').join('');
const isWorker = flags.includes('w');
const kind = flags.includes('H') ? 'help' : isWorker ? 'worker' : flags.includes('b') ? 'background' : 'foreground';

const { load, keepCode } = boot('gearman', `gearman-${kind}`);
const { main } = /** @type {typeof import('../dist/compat/gearman/main.js')} */ (load('main.cjs'));
const io = {
  // Node makes each of its streams when it is first asked for, and most runs need none.
  get stdin() {
    const stat = fstatSync(0);
    // Of these Node would say that they are empty.
    return stat.isDirectory() || stat.isBlockDevice()
      ? createReadStream('', { fd: 0, autoClose: false })
      : process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  env,
  pid,
  systemCommandLine: () => readFileSync('/proc/self/cmdline'),
  name: argv[1] ?? 'gearman',
  command: [execPath, ...execArgv, __filename],
  signals: {
    on: (/** @type {NodeJS.Signals} */ signal, /** @type {() => void} */ listener) => process.on(signal, listener),
    off: (/** @type {NodeJS.Signals} */ signal, /** @type {() => void} */ listener) => process.off(signal, listener),
    raise: (/** @type {NodeJS.Signals} */ signal) => process.kill(pid, signal),
  },
};
main(words, io).then((status) => {
  process.exitCode = status;
  keepCode();
  // A client has its answers by now, and what Node would tidy up takes half a millisecond.
  if (!isWorker) process.exit();
});
