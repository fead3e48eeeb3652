// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PEERS = new URL('../test/peers/', import.meta.url);

/** @param {URL} file @returns {string} */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Names and versions are all that both lock files share: the installed one leaves out what other systems need.
 * @param {string} lock */
function versions(lock) {
  const { packages = {} } = lock === '' ? {} : JSON.parse(lock);
  return new Map(Object.entries(packages).map(([path, { version }]) => [path, version]));
}

function isInstalled() {
  const wanted = versions(read(new URL('package-lock.json', PEERS)));
  const installed = versions(read(new URL('node_modules/.package-lock.json', PEERS)));
  return installed.size > 0 && [...installed].every(([path, version]) => wanted.get(path) === version);
}

/**
 * Sees to it that the npm packages that tests run beside gearctl are there: other clients, other versions of Node. They
 * are no dependencies of gearctl, so they live in a place of their own. Tells whether all is there.
 */
export function ensurePeers() {
  if (isInstalled()) return true;
  process.stderr.write('installing the npm packages that the tests run beside gearctl\n');
  const cwd = fileURLToPath(PEERS);
  if (spawnSync('npm', ['ci'], { cwd, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0) return true;
  process.stderr.write('could not install the packages of test/peers; please type: (cd test/peers && npm ci)\n');
  return false;
}
