import { parseDuration } from '../../../duration.js';
import { parseSize } from '../../../size.js';
import type { CoprocessWish } from './function-wish.js';
import { oneOf, parsed, truth, wholeNumber } from './readers.js';
import { type Keys, key } from './section.js';

/** How a co-process is spoken to. */
export const protocol = oneOf(['jsonl', 'lines', 'frame']);

const duration = parsed(parseDuration);

/** Every key that the description of a co-process may have. */
export const COPROCESS_KEYS: Keys<CoprocessWish> = {
  protocol: key(protocol, (protocol) => ({ protocol })),
  share: key(truth, (isShared) => ({ isShared })),
  connections: key(oneOf(['slot', 'shared']), (connections) => ({ connections })),
  escape: key(truth, (escapes) => ({ escapes })),
  strict: key(truth, (isStrict) => ({ isStrict })),
  max_jobs: key(wholeNumber(1), (maxJobs) => ({ maxJobs })),
  max_age: key(duration, (maxAgeMs) => ({ maxAgeMs })),
  max_rss: key(parsed(parseSize), (maxRssBytes) => ({ maxRssBytes })),
  kill_after: key(duration, (killAfterMs) => ({ killAfterMs })),
};
