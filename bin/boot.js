// @ts-check
/**
 * Runs a bundled program, with the code that V8 made of it in an earlier run where that is at hand. It only ever saves
 * time: whatever is wrong with the kept code, the program runs as it would without, and says nothing of it.
 *
 * A bundle is a folder, and each file of it is read when it is first required. A file of kept code, which is of one version
 * of Node and so of V8, has that of all files of a run, and has all of it twice: three numbers, which are what marks such a
 * file, the length of all this, and where the table ends; the table, in JSON, of whose code is where; and V8's code of one
 * file after the other. V8 trusts what it is given, so one byte that is damaged could crash each run from then on. To
 * compare the two takes one to three tenths of a millisecond, to sum up each byte takes two milliseconds.
 *
 * All that a start needs is in this one file, and it is CommonJS: to find and compile a module takes half a millisecond,
 * and to start Node's loader of ES modules takes a quarter of the time that Node itself takes. For the same reason it makes
 * do with few functions of Node's: each takes a tenth of a millisecond when it is first called.
 */
'use strict';

const { closeSync, constants, fstatSync, openSync, readSync } = require('node:fs');
const vm = require('node:vm');

/** "gear", and the number of the layout. */
const MARK = 0x67656172 + 2;
exports.MARK = MARK;

/** The three numbers take so much. V8 takes code where it lies if it lies at a multiple of 8. */
const HEAD_BYTES = 16;
exports.HEAD_BYTES = HEAD_BYTES;

const WRITABLE_BY_OTHERS = 0o022;

/** The digest of a file of a bundle stands behind these characters, and is so long. */
const BEFORE_DIGEST = '// '.length;

/** V8 forgets code that has not run for long, so what it knows in the end of a long run is not what a start needs. */
const SHORT_RUN_S = 10;

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
  const folder = `${__dirname.slice(0, -'bin'.length)}dist/bundle/${bundle}`;
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
    const filename = `${folder}/${name}`;
    // Its digest, and a function of what a module is given. It is ASCII, and so decoded the quickest as latin1.
    const source = readWhole(filename, constants.O_RDONLY).bytes.toString('latin1');
    const keptCode = kept.get(name);
    const isOfThis = keptCode !== undefined && source.startsWith(keptCode.digest, BEFORE_DIGEST);
    const cachedData = isOfThis ? keptCode.code : undefined;
    const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    const script = new vm.Script(source, { filename, cachedData, importModuleDynamically });
    if (cachedData === undefined || script.cachedDataRejected)
      fresh.set(name, { digest: source.slice(BEFORE_DIGEST, source.indexOf('\n')), script });
    const module = { exports: {} };
    loaded.set(name, module);
    // What a module finds by its place it finds two folders above, as it would in dist.
    script.runInThisContext()(module.exports, requireFromBundle, module, `${folder}.cjs`, folder);
    return module.exports;
  };
  const requireFromBundle = (/** @type {string} */ id) => (id.startsWith('./') ? load(id.slice(2)) : require(id));

  const keepCode = () => {
    if (file === undefined || fresh.size === 0) return;
    process.once('exit', (status) => {
      if (status !== 0 || process.uptime() > SHORT_RUN_S) return;
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
  const base = XDG_CACHE_HOME.startsWith('/') ? XDG_CACHE_HOME : HOME.startsWith('/') ? `${HOME}/.cache` : undefined;
  if (base === undefined || process.geteuid === undefined) return undefined;
  return `${base}/gearctl/${kind}-${process.version}-${process.arch}.code`;
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
    const [mark, length = 0, tableEnd] = new Int32Array(bytes.buffer, 0, HEAD_BYTES / Int32Array.BYTES_PER_ELEMENT);
    if (mark !== MARK || bytes.length !== 2 * length) return undefined;
    if (!bytes.subarray(0, length).equals(bytes.subarray(length))) return undefined;
    /** @type {[string, string, number, number][]} */
    const table = JSON.parse(bytes.toString('latin1', HEAD_BYTES, tableEnd));
    return new Map(table.map(([name, digest, start, end]) => [name, { digest, code: bytes.subarray(start, end) }]));
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
    return { stat, bytes: bytes.subarray(0, readSync(fd, bytes, 0, stat.size, null)) };
  } finally {
    closeSync(fd);
  }
}

/** Nobody else may put code in a place from which this user, who may be root, runs it. */
function isOurs(/** @type {import('node:fs').Stats} */ { uid, mode }) {
  return uid === process.geteuid?.() && (mode & WRITABLE_BY_OTHERS) === 0;
}
exports.isOurs = isOurs;
