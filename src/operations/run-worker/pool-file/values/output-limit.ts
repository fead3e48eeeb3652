import { UsageError } from '../../../../errors.js';
import { parseSize } from '../../../../size.js';
import type { OutputSettings } from '../../function-settings.js';

/** How much a command may write, and what happens beyond that. */
export type OutputLimit = Pick<OutputSettings, 'maxOutputBytes' | 'onExcess'>;

/** Reads a limit of output: `16M`, with which more fails the job, or `16M:truncate`. Throws UsageError. */
export function parseOutputLimit(text: string): OutputLimit {
  const [size = '', onExcess = 'fail', ...more] = text.split(':');
  if ((onExcess !== 'fail' && onExcess !== 'truncate') || more.length > 0) {
    throw new UsageError(`'${text}' is no limit of output`, { hint: 'write 16M, 16M:fail or 16M:truncate' });
  }
  return { maxOutputBytes: parseSize(size), onExcess };
}
