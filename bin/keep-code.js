// @ts-check
/** Keeps the code that V8 made of a bundle for the next run: see boot.js, which reads it. */
'use strict';

const { existsSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { HEAD_BYTES, isOurs, MARK } = require('./boot.js');

/** What a row of the table has beside the name of a file, at most: a digest and two numbers. */
const ROW_BYTES = 96;

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
  // The table tells where code lies, and that depends on its length: there is room to spare behind it.
  let at = HEAD_BYTES + aligned([...codes.keys()].reduce((sum, name) => sum + name.length + ROW_BYTES, ROW_BYTES));
  const rows = Array.from(codes, ([name, { digest, code }]) => {
    const start = at;
    at += aligned(code.length);
    return { code, start, row: [name, digest, start, start + code.length] };
  });
  const bytes = Buffer.alloc(at);
  const tableBytes = bytes.write(JSON.stringify(rows.map(({ row }) => row)), HEAD_BYTES, 'latin1');
  for (const { code, start } of rows) bytes.set(code, start);
  new Int32Array(bytes.buffer).set([MARK, bytes.length, HEAD_BYTES + tableBytes]);
  return Buffer.concat([bytes, bytes]);
}

function aligned(/** @type {number} */ length) {
  return Math.ceil(length / HEAD_BYTES) * HEAD_BYTES;
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
