// @ts-check
/**
 * Builds dist from src, and the bundles of the executables from dist and bin: `node scripts/build.mjs [--if-stale]`.
 *
 * With --if-stale it does nothing when dist is as new as the sources, and leaves the checking of types to
 * `npm run types`, so that tests start soon. Several builds may run at once: each compiles into a folder of its own and
 * then moves the files that changed into dist, one atomic rename each, so nobody ever reads half a file.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleDropIn, bundleGearctl } from './bundle.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const DIST = 'dist';
const BUNDLERS = ['bundle', 'bundle-text', 'gearctl-modules', 'oclif-modules', 'screen'].map(
  (name) => `scripts/${name}.mjs`,
);
const CONFIGS = ['tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json', ...BUNDLERS];
const SOURCES = ['src', 'bin'];
const DROP_INS = ['gearman', 'gearadmin'].filter((name) => existsSync(`src/compat/${name}/main.ts`));

/** Lists the paths of all files and folders below `root`, relative to it. */
function pathsBelow(/** @type {string} */ root) {
  return existsSync(root) ? readdirSync(root, { recursive: true, encoding: 'utf8' }) : [];
}

/** Tells the time of the last change to what dist is made from. A folder changes when a file in it comes or goes. */
function sourcesChangedAtMs() {
  const paths = SOURCES.flatMap((root) => [root, ...pathsBelow(root).map((path) => join(root, path))]);
  return Math.max(...[...CONFIGS, ...paths].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}

function isFile(/** @type {string} */ path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Makes `target` equal to `source`, emptying `source`. */
function moveChanged(/** @type {string} */ source, /** @type {string} */ target) {
  const wanted = new Set(pathsBelow(source));
  for (const path of wanted) {
    const [from, to] = [join(source, path), join(target, path)];
    if (!isFile(from) || (isFile(to) && readFileSync(from).equals(readFileSync(to)))) continue;
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  }
  for (const path of pathsBelow(target)) {
    if (!wanted.has(path)) rmSync(join(target, path), { recursive: true, force: true });
  }
}

/** Compiles and bundles, and gives the exit status. */
async function build(/** @type {string[]} */ tscOptions) {
  const startedAt = new Date();
  const emitted = mkdtempSync('.build-');
  try {
    const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', emitted, '--sourceMap'];
    const { status } = spawnSync(process.execPath, [...tsc, ...tscOptions], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) return 1;
    await bundleGearctl(emitted, join(emitted, 'bundle/gearctl'));
    for (const name of DROP_INS) await bundleDropIn(emitted, `compat/${name}/main.js`, join(emitted, 'bundle', name));
    moveChanged(emitted, DIST);
    // dist bears the time at which its sources were read: one that changes while they are compiled is newer.
    utimesSync(DIST, startedAt, startedAt);
    return 0;
  } finally {
    rmSync(emitted, { recursive: true, force: true });
  }
}

const ifStale = process.argv.includes('--if-stale');
const fresh = (statSync(DIST, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= sourcesChangedAtMs();
process.exitCode = ifStale && fresh ? 0 : await build(ifStale ? ['--noCheck'] : []);
