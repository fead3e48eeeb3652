import { execFileSync } from 'node:child_process';

/** Builds dist once before the tests, if a source is newer, for tests of the executables run the built code. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', '--if-stale'], { stdio: ['ignore', 'inherit', 'inherit'] });
}
