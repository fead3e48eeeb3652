// @ts-check
/** Keeps the code that V8 made of a bundle for the next run: see boot.js, which reads it. */
'use strict';

const { lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
const { header, isOurs } = require('./boot.js');

/**
 * Writes code for the next run. No reader ever sees half of it, nor does anything stay of an attempt that failed.
 *
 * @param {string} file
 * @param {string} key
 * @param {() => Buffer} makeCode
 */
exports.writeCode = (file, key, makeCode) => {
  const temporary = `${file}.${process.pid}`;
  try {
    const folder = dirname(file);
    // The folder above is there, or this user has no home and is not to get one.
    for (const path of [dirname(folder), folder]) makeFolder(path);
    const stat = lstatSync(folder);
    if (!stat.isDirectory() || !isOurs(stat)) return;
    const code = makeCode();
    writeFileSync(temporary, Buffer.concat([Buffer.from(header(key, code), 'latin1'), code]), {
      mode: 0o600,
      flag: 'wx',
    });
    renameSync(temporary, file);
  } catch {
    removeIfPossible(temporary);
  }
};

function makeFolder(/** @type {string} */ path) {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function removeIfPossible(/** @type {string} */ path) {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be removed, as below a file or on a disk that is read only, nothing was written either.
  }
}
