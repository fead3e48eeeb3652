// @ts-check
/**
 * Runs a bundled program, with the code that V8 made of it in an earlier run where that is at hand. It only ever saves
 * time: whatever is wrong with the kept code, the program runs as it would without, and says nothing of it.
 *
 * A file of kept code is a line with the key and a checksum, padded with blanks, and V8's code behind it.
 *
 * All that a start needs is in this one file, and it is CommonJS: to find and compile a module takes half a millisecond,
 * and to start Node's loader of ES modules takes a quarter of the time that Node itself takes.
 */
'use strict';

const { closeSync, constants, fstatSync, openSync, readSync } = require('node:fs');
const { isAbsolute, join } = require('node:path');
const vm = require('node:vm');

const HEADER_BYTES = 256;
const WORDS_PER_SAMPLE = 64;
const WRITABLE_BY_OTHERS = 0o022;

/** V8 forgets code that has not run for long, so what it knows in the end of a long run is not what a start needs. */
const SHORT_RUN_S = 10;

/**
 * Evaluates a bundle and gives what it exports. `keepCode` is called when the run is one that others will be like: if it
 * ends soon and with 0, its code is kept for them.
 *
 * @param {string} bundle The name of the bundle.
 * @param {string} kind What kind of run this is.
 */
exports.boot = (bundle, kind) => {
  const folder = join(__dirname, '../dist/bundle');
  const filename = join(folder, `${bundle}.cjs`);
  // A bundle is ASCII, and so decoded the quickest as latin1: one expression, a function of what a module is given.
  const source = readWhole(filename, constants.O_RDONLY).bytes.toString('latin1');
  const file = codeFile(kind, process.env);
  const key = codeKey(source);
  const cachedData = file === undefined ? undefined : readCode(file, key);
  const script = new vm.Script(source, {
    filename,
    cachedData,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const program = {};
  script.runInThisContext()(program, require, filename, folder);
  const keepCode = () => {
    if (file === undefined || (cachedData !== undefined && !script.cachedDataRejected)) return;
    process.once('exit', (status) => {
      if (status !== 0 || process.uptime() > SHORT_RUN_S) return;
      const { writeCode } = require('./keep-code.js');
      writeCode(file, key, () => script.createCachedData());
    });
  };
  return { program, keepCode };
};

/**
 * Names the file for a kind of run, or nothing where there is no place for one. Each kind has a file of its own, for V8
 * knows the code of those functions only that have been called.
 *
 * @param {string} kind
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
function codeFile(kind, { XDG_CACHE_HOME = '', HOME = '' }) {
  const base = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : isAbsolute(HOME) ? join(HOME, '.cache') : undefined;
  if (base === undefined || process.geteuid === undefined) return undefined;
  return join(base, 'gearctl', `${kind}-${process.version}-${process.arch}.code`);
}
exports.codeFile = codeFile;

/** Tells by what kept code is known to be made of this bundle, whose first line has its digest, by this Node. */
function codeKey(/** @type {string} */ source) {
  const { version, versions, arch } = process;
  return `gearctl ${source.slice(3, source.indexOf('\n'))} node ${version} v8 ${versions.v8} ${arch}`;
}

/**
 * Reads the code that was written under this key, if the file is the user's own and whole.
 *
 * @param {string} file
 * @param {string} key
 * @returns {Buffer | undefined}
 */
function readCode(file, key) {
  try {
    const { stat, bytes } = readWhole(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!stat.isFile() || !isOurs(stat)) return undefined;
    const code = bytes.subarray(HEADER_BYTES);
    return bytes.toString('latin1', 0, HEADER_BYTES) === header(key, code) ? code : undefined;
  } catch {
    return undefined;
  }
}
exports.readCode = readCode;

/** Reads a file in one go, which spares what readFileSync does besides. What is not there to be read is no part of it. */
function readWhole(/** @type {string} */ path, /** @type {number} */ flags) {
  const fd = openSync(path, flags);
  try {
    const stat = fstatSync(fd);
    const bytes = Buffer.allocUnsafeSlow(stat.size);
    return { stat, bytes: bytes.subarray(0, readSync(fd, bytes)) };
  } finally {
    closeSync(fd);
  }
}

/** Nobody else may put code in a place from which this user, who may be root, runs it. */
function isOurs(/** @type {import('node:fs').Stats} */ { uid, mode }) {
  return uid === process.geteuid?.() && (mode & WRITABLE_BY_OTHERS) === 0;
}
exports.isOurs = isOurs;

/** Makes the line in front of the code. */
function header(/** @type {string} */ key, /** @type {Buffer} */ code) {
  return `${`${key} ${code.length} ${checksum(code)}`.padEnd(HEADER_BYTES - 1)}\n`;
}
exports.header = header;

/** Sums up some of each block of `code`: a crash may leave a file without some blocks, and V8 trusts what it is given. */
function checksum(/** @type {Buffer} */ code) {
  const words = new Int32Array(code.buffer, code.byteOffset, code.length >> 2);
  let sum = 0;
  for (let i = 0; i < words.length; i += WORDS_PER_SAMPLE) sum = Math.imul(sum ^ (words[i] ?? 0), 16777619);
  return sum >>> 0;
}
