// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const LIST = new URL('debian-packages.txt', import.meta.url);

/** Names the Debian packages that the tests need and that are not there. */
function missingPackages() {
  const lines = readFileSync(LIST, 'utf8').split('\n');
  const rows = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/\s+(.*)/));
  return rows.filter(([, probe]) => !succeeds('sh', ['-c', `${probe}`])).map(([name = '']) => name);
}

function succeeds(/** @type {string} */ command, /** @type {string[]} */ args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function runs(/** @type {string} */ command, /** @type {string[]} */ args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/**
 * Sees to it that what the tests need is installed: installs what is missing when it may, else says on stderr what to
 * type. Tells whether all is there.
 */
export function ensurePackages() {
  const missing = missingPackages();
  if (missing.length === 0) return true;
  const install = ['install', '--yes', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    process.stderr.write(`The tests run against the real thing, and some of it is missing. Please type:\n\n`);
    process.stderr.write(`  sudo apt-get ${install.join(' ')}\n\n`);
    return false;
  }
  process.stderr.write(`installing ${missing.join(' ')}\n`);
  if (runs('apt-get', ['update']) && runs('apt-get', install) && missingPackages().length === 0) return true;
  process.stderr.write(`could not install ${missing.join(' ')}\n`);
  return false;
}
