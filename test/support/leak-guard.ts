import { aroundAll, aroundEach } from 'vitest';
import { leftOpenSince, openHandles } from './open-handles.js';

// Node opens these when they are first touched; a test that logs a line must not look like one that leaks.
void [process.stdout, process.stderr];

async function failOnLeaks(run: () => Promise<void>): Promise<void> {
  const before = openHandles();
  await run();
  const left = await leftOpenSince(before);
  if (left.length > 0) throw new Error(`left open: ${left.join(', ')}`);
}

aroundEach(failOnLeaks);
aroundAll(failOnLeaks);
