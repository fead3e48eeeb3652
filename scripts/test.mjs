// @ts-check
/**
 * `npm test`: sees to the programs that the tests run against, builds, runs every test and ends with a line of the form
 * `N passed, N failed`. What is missing fails the run, for a test that is skipped proves nothing.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './debian-packages.mjs';
import { ensurePeers } from './npm-peers.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
// gearmand is installed where only root looks.
process.env.PATH = `${process.env.PATH}:/usr/sbin`;

const RESULTS = 'node_modules/.cache/gearctl/test-results.json';

function node(/** @type {string[]} */ ...args) {
  return spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/** Counts the tests that passed and failed. A file that could not be loaded is one failure, as is a run without end. */
function count(/** @type {boolean} */ succeeded) {
  const { passed, failed } = readResults();
  return { passed, failed: succeeded ? failed : Math.max(failed, 1) };
}

function readResults() {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(RESULTS, 'utf8'));
    const broken = testResults.filter(
      (/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
        file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
    );
    return { passed: numPassedTests, failed: numFailedTests + broken.length };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { passed: 0, failed: 0 };
    throw error;
  }
}

rmSync(RESULTS, { force: true });
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json'];
const isReady = ensurePackages() && ensurePeers();
const succeeded = isReady && node('scripts/build.mjs') && node(...vitest, `--outputFile.json=${RESULTS}`);
const { passed, failed } = count(succeeded);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = succeeded ? 0 : 1;
