// @ts-check
/**
 * The code that V8 made of the bundle, kept from one run to the next. It only ever saves time: whatever is wrong with
 * the cache, the program runs as it would without, and says nothing of it.
 *
 * A file is a line with the key and a checksum, padded with blanks, and V8's code behind it.
 */
'use strict';

const { closeSync, constants, fstatSync, mkdirSync, openSync } = require('node:fs');
const { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, isAbsolute, join } = require('node:path');

const HEADER_BYTES = 256;
const WORDS_PER_SAMPLE = 64;
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Names the file for a command line, or nothing where there is no place for one. Each first word has a file of its own,
 * for V8 knows the code of those functions only that have been called.
 *
 * @param {readonly string[]} argv
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
exports.codeCacheFile = (argv, env) => {
  const { XDG_CACHE_HOME = '', HOME = '' } = env;
  const base = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : isAbsolute(HOME) ? join(HOME, '.cache') : undefined;
  if (base === undefined || process.geteuid === undefined) return undefined;
  const [word = 'help'] = argv;
  const command = /^[a-z][a-z-]*$/.test(word) && !argv.some((arg) => arg === '-h' || arg === '--help') ? word : 'help';
  return join(base, 'gearctl', `${command}-${process.version}-${process.arch}.code`);
};

/**
 * Tells by what a cache is known to be made of this bundle by this Node.
 *
 * @param {string} version
 * @param {import('node:fs').Stats} bundle
 */
exports.codeCacheKey = (version, { size, mtimeMs }) =>
  `gearctl ${version} node ${process.version} v8 ${process.versions.v8} ${process.arch} ${size} ${mtimeMs}`;

/**
 * Reads the code that was written under this key, if the file is the user's own and whole.
 *
 * @param {string} file
 * @param {string} key
 * @returns {Buffer | undefined}
 */
exports.readCode = (file, key) => {
  try {
    const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(fd);
      if (!stat.isFile() || !isOurs(stat)) return undefined;
      const bytes = readFileSync(fd);
      const code = bytes.subarray(HEADER_BYTES);
      return bytes.toString('latin1', 0, HEADER_BYTES) === header(key, code) ? code : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
};

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
    // The folder above the caches is there, or this user has no home and is not to get one.
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

function removeIfPossible(/** @type {string} */ path) {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be removed, as below a file or on a disk that is read only, nothing was written either.
  }
}

function makeFolder(/** @type {string} */ path) {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Nobody else may put code in a place from which this user, who may be root, runs it. */
function isOurs(/** @type {import('node:fs').Stats} */ { uid, mode }) {
  return uid === process.geteuid?.() && (mode & WRITABLE_BY_OTHERS) === 0;
}

function header(/** @type {string} */ key, /** @type {Buffer} */ code) {
  return `${`${key} ${code.length} ${checksum(code)}`.padEnd(HEADER_BYTES - 1)}\n`;
}

/** Sums up some of each block of `code`: a crash may leave a file without some blocks, and V8 trusts what it is given. */
function checksum(/** @type {Buffer} */ code) {
  const words = new Int32Array(code.buffer, code.byteOffset, code.length >> 2);
  let sum = 0;
  for (let i = 0; i < words.length; i += WORDS_PER_SAMPLE) sum = Math.imul(sum ^ (words[i] ?? 0), 16777619);
  return sum >>> 0;
}
