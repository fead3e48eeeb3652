#!/usr/bin/env node
// @ts-check
/**
 * gearctl: runs the bundled program, with the code that V8 made of it in an earlier run of the same command where that
 * is at hand. CommonJS, for to start Node's loader of ES modules takes a quarter of the time that Node itself takes.
 */
'use strict';

const { readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { constants, Script } = require('node:vm');
const { codeCacheFile, codeCacheKey, readCode, writeCode } = require('./code-cache.js');

/** V8 forgets code that has not run for long, so what it knows in the end of a long run is not what a start needs. */
const SHORT_RUN_S = 10;

const root = join(__dirname, '..');
const filename = join(root, 'dist/bundle/gearctl.cjs');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const file = codeCacheFile(process.argv.slice(2), process.env);
const key = codeCacheKey(packageJson.version, statSync(filename));
const cachedData = file === undefined ? undefined : readCode(file, key);
// The bundle is ASCII, and so read the quickest as latin1: one expression, a function of what a module is given.
const script = new Script(readFileSync(filename, 'latin1'), {
  filename,
  cachedData,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const program = /** @type {{ main: (root: string, packageJson: object) => Promise<boolean> }} */ ({});
script.runInThisContext()(program, require, filename, join(root, 'dist/bundle'));
const running = program.main(root, packageJson);

if (file !== undefined && (cachedData === undefined || script.cachedDataRejected)) {
  let isCommand = false;
  running.then((value) => {
    isCommand = value;
  });
  process.once('exit', (code) => {
    if (isCommand && code === 0 && process.uptime() < SHORT_RUN_S)
      writeCode(file, key, () => script.createCachedData());
  });
}
