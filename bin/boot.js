// @ts-check
/**
 * Runs a bundled program, with the code that V8 made of it in an earlier run where that is at hand. It only ever saves
 * time: whatever is wrong with the kept code, the program runs as it would without, and says nothing of it.
 *
 * A bundle is a folder, and each file of it is read when it is first required. A file of kept code has that of all files
 * of a run: a head line with a key, the length of the table and a checksum of what follows, padded with blanks; the table,
 * in JSON, of whose code is where, padded too; and V8's code of one file after the other.
 *
 * All that a start needs is in this one file, and it is CommonJS: to find and compile a module takes half a millisecond,
 * and to start Node's loader of ES modules takes a quarter of the time that Node itself takes.
 */
'use strict';

const { closeSync, constants, fstatSync, openSync, readSync } = require('node:fs');
const { isAbsolute, join } = require('node:path');
const vm = require('node:vm');

const HEAD_BYTES = 128;
const WORDS_PER_SAMPLE = 64;
const WRITABLE_BY_OTHERS = 0o022;

/** V8 forgets code that has not run for long, so what it knows in the end of a long run is not what a start needs. */
const SHORT_RUN_S = 10;

/** Tells that kept code was made by this Node; which file it was made of is said in the table. */
const KEY = `gearctl ${process.version} ${process.versions.v8} ${process.arch}`;

/**
 * Opens a bundle, and gives what loads one of its files. `keepCode` is called when the run is one that others will be
 * like: if it ends soon and with 0, its code is kept for them.
 *
 * @param {string} bundle The name of the bundle.
 * @param {string} kind What kind of run this is.
 */
exports.boot = (bundle, kind) => {
  // Node would open its debugger to this signal, which ends any other program.
  process.once('SIGUSR1', () => process.kill(process.pid, 'SIGUSR1'));
  const folder = join(__dirname, '../dist/bundle', bundle);
  const file = codeFile(kind, process.env);
  const kept = (file && readCode(file)) || new Map();
  /** @type {Map<string, { exports: object }>} */
  const loaded = new Map();
  /** @type {Map<string, { digest: string, script: vm.Script }>} */
  const fresh = new Map();

  /** Evaluates a file, unless it has been, and gives what it exports. */
  const load = (/** @type {string} */ name) => {
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const filename = join(folder, name);
    // It is ASCII, and so decoded the quickest as latin1: its digest, and a function of what a module is given.
    const source = readWhole(filename, constants.O_RDONLY).bytes.toString('latin1');
    const digest = source.slice(3, source.indexOf('\n'));
    const keptCode = kept.get(name);
    const cachedData = keptCode?.digest === digest ? keptCode.code : undefined;
    const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    const script = new vm.Script(source, { filename, cachedData, importModuleDynamically });
    if (cachedData === undefined || script.cachedDataRejected) fresh.set(name, { digest, script });
    const module = { exports: {} };
    loaded.set(name, module);
    // What a module finds by its place it finds two folders above, as it would in dist.
    script.runInThisContext()(module.exports, requireFromBundle, module, `${folder}.cjs`, folder);
    return module.exports;
  };
  const requireFromBundle = (/** @type {string} */ id) => (id.startsWith('./') ? load(id.slice(2)) : require(id));

  const keepCode = () => {
    if (file === undefined) return;
    process.once('exit', (status) => {
      if (fresh.size === 0 || status !== 0 || process.uptime() > SHORT_RUN_S) return;
      const { writeCode } = require('./keep-code.js');
      for (const [name, { digest, script }] of fresh) kept.set(name, { digest, code: script.createCachedData() });
      writeCode(file, folder, kept);
    });
  };
  return { load, keepCode };
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

/**
 * Reads the code of a bundle's files, by their names, if the file is the user's own and whole.
 *
 * @param {string} file
 * @returns {Map<string, { digest: string, code: Buffer }> | undefined}
 */
function readCode(file) {
  try {
    const { stat, bytes } = readWhole(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!stat.isFile() || !isOurs(stat)) return undefined;
    const [, tableBytes = 0] = /(\d+) \S+ *\n$/.exec(bytes.toString('latin1', 0, HEAD_BYTES)) ?? [];
    const rest = bytes.subarray(HEAD_BYTES);
    if (bytes.toString('latin1', 0, HEAD_BYTES) !== headOf(Number(tableBytes), rest)) return undefined;
    /** @type {[string, string, number, number][]} */
    const table = JSON.parse(rest.toString('latin1', 0, Number(tableBytes)));
    return new Map(table.map(([name, digest, start, end]) => [name, { digest, code: rest.subarray(start, end) }]));
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

/** Makes the line in front of a table and the code. */
function headOf(/** @type {number} */ tableBytes, /** @type {Buffer} */ rest) {
  return `${`${KEY} ${rest.length} ${tableBytes} ${checksum(rest)}`.padEnd(HEAD_BYTES - 1)}\n`;
}
exports.headOf = headOf;

/** Sums up some of each block of `bytes`: a crash may leave a file without some blocks, and V8 trusts what it is given. */
function checksum(/** @type {Buffer} */ bytes) {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let sum = 0;
  for (let i = 0; i < words.length; i += WORDS_PER_SAMPLE) sum = Math.imul(sum ^ (words[i] ?? 0), 16777619);
  return sum >>> 0;
}
