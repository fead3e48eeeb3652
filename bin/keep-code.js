// @ts-check
/** Keeps the code that V8 made of a bundle for the next run: see boot.js, which reads it. */
'use strict';

const { existsSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { headOf, isOurs } = require('./boot.js');

/** V8 takes code where it lies if it lies at a multiple of this, and copies it otherwise. */
const ALIGNMENT = 8;

/** What a row of the table has beside the name of a file, at most: a digest and two numbers. */
const ROW_BYTES = 96;

const BLANK = 0x20;

/**
 * Writes code for the next run. No reader ever sees half of it, nor does anything stay of an attempt that failed.
 *
 * @param {string} file
 * @param {string} bundle The folder of the bundle. Of what it no longer has nothing is kept.
 * @param {Map<string, { digest: string, code: Buffer }>} codes The code of its files, by their names.
 */
exports.writeCode = (file, bundle, codes) => {
  const temporary = `${file}.${process.pid}`;
  try {
    const folder = dirname(file);
    // The folder above is there, or this user has no home and is not to get one.
    for (const path of [dirname(folder), folder]) makeFolder(path);
    const stat = lstatSync(folder);
    if (!stat.isDirectory() || !isOurs(stat)) return;
    writeFileSync(temporary, fileOf(new Map([...codes].filter(([name]) => existsSync(join(bundle, name))))), {
      mode: 0o600,
      flag: 'wx',
    });
    renameSync(temporary, file);
  } catch {
    removeIfPossible(temporary);
  }
};

/** Lays out a file as boot.js describes it. */
function fileOf(/** @type {Map<string, { digest: string, code: Buffer }>} */ codes) {
  const blocks = Array.from(codes.values(), ({ code }) => padded(code, 0));
  // The table tells where code lies, and that depends on its length: it has room to spare.
  const tableBytes = aligned([...codes.keys()].reduce((sum, name) => sum + name.length + ROW_BYTES, ROW_BYTES));
  let at = tableBytes;
  const rows = Array.from(codes, ([name, { digest, code }]) => {
    const start = at;
    at += aligned(code.length);
    return [name, digest, start, start + code.length];
  });
  const rest = Buffer.concat([padded(Buffer.from(JSON.stringify(rows), 'latin1'), BLANK, tableBytes), ...blocks]);
  return Buffer.concat([Buffer.from(headOf(tableBytes, rest), 'latin1'), rest]);
}

/** Fills `bytes` up to a length, or to the next multiple of the alignment. */
function padded(/** @type {Buffer} */ bytes, /** @type {number} */ fill, length = aligned(bytes.length)) {
  return Buffer.concat([bytes, Buffer.alloc(length - bytes.length, fill)]);
}

function aligned(/** @type {number} */ length) {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

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
