import { parseDuration } from '../../../duration.js';
import { parseSize } from '../../../size.js';
import { parseRate } from '../../submit-jobs/rate.js';
import { RESULT_MODES } from '../result-output.js';
import {
  cgroup,
  coprocess,
  endSequence,
  environment,
  exitCodes,
  functionName,
  path,
  resourceLimits,
  words,
} from './function-readers.js';
import type { FunctionWish } from './function-wish.js';
import { oneOf, parsed, text, truth, wholeNumber } from './readers.js';
import { type Keys, key } from './section.js';
import { parseBackoff } from './values/backoff.js';
import { parseOutputLimit } from './values/output-limit.js';
import { parseProgressPattern } from './values/progress-pattern.js';
import { parseSlots } from './values/slots.js';

const duration = parsed(parseDuration);

/** Every key that the description of a function may have, and `defaults` too. */
export const FUNCTION_KEYS: Keys<FunctionWish> = {
  command: key(words, (command) => ({ command })),
  shell: key(text, (shell) => ({ shell })),
  args: key(words, (shellArguments) => ({ shellArguments })),
  coprocess: key(coprocess, (coprocess) => ({ coprocess })),
  jobs: key(parsed(parseSlots), (slots) => ({ slots })),
  grabs: key(wholeNumber(1, 1000), (grabs) => ({ grabs })),
  rate: key(parsed(parseRate), (intervalMs) => ({ ratePerSecond: 1000 / intervalMs })),

  payload_args: key(truth, (payloadWords) => ({ payloadWords })),
  allow_dash: key(truth, (allowsDash) => ({ allowsDash })),
  stdin: key(oneOf(['payload', 'none', 'json']), (stdin) => ({ stdin })),
  stdout: key(oneOf(RESULT_MODES), (stdout) => ({ stdout })),
  keep_separator: key(truth, (keepsSeparator) => ({ keepsSeparator })),
  stderr: key(oneOf(['log', 'warn', 'merge', 'drop']), (stderr) => ({ stderr })),
  max_output: key(parsed(parseOutputLimit), (outputLimit) => ({ outputLimit })),
  max_payload: key(parsed(parseSize), (maxPayloadBytes) => ({ maxPayloadBytes })),
  progress_from: key(oneOf(['stderr', 'stdout']), (progressFrom) => ({ progressFrom })),
  progress_regex: key(parsed(parseProgressPattern), (progressPattern) => ({ progressPattern })),

  timeout: key(duration, (timeoutMs) => ({ timeoutMs })),
  idle_timeout: key(duration, (idleTimeoutMs) => ({ idleTimeoutMs })),
  term_seq: key(endSequence, (endSequence) => ({ endSequence })),
  server_timeout: key(duration, (serverTimeoutMs) => ({ serverTimeoutMs })),
  max_wait: key(duration, (maxWaitMs) => ({ maxWaitMs })),

  exceptions: key(truth, (exceptions) => ({ exceptions })),
  exception_codes: key(exitCodes, (exceptionCodes) => ({ exceptionCodes })),
  retry_codes: key(exitCodes, (retryCodes) => ({ retryCodes })),
  stop_codes: key(exitCodes, (stopCodes) => ({ stopCodes })),
  retries: key(wholeNumber(0), (retries) => ({ retries })),
  retry_mode: key(oneOf(['local', 'requeue', 'resubmit']), (retryMode) => ({ retryMode })),
  backoff: key(parsed(parseBackoff), (backoff) => ({ backoff })),
  dead: key(functionName, (deadFunction) => ({ deadFunction })),
  error_backoff: key(wholeNumber(0), (errorBackoff) => ({ errorBackoff })),

  user: key(text, (user) => ({ user })),
  chroot: key(path, (chroot) => ({ chroot })),
  cwd: key(path, (cwd) => ({ cwd })),
  env: key(environment, (environment) => ({ environment })),
  clean_env: key(truth, (cleanEnvironment) => ({ cleanEnvironment })),
  nice: key(wholeNumber(-20, 19), (nice) => ({ nice })),
  ulimit: key(resourceLimits, (resourceLimits) => ({ resourceLimits })),
  cgroup: key(cgroup, (cgroup) => ({ cgroup })),
  keep_dir: key(oneOf(['never', 'on-failure', 'always']), (keepDirectory) => ({ keepDirectory })),
  linger: key(duration, (lingerMs) => ({ lingerMs })),
  keep_children: key(truth, (keepsChildren) => ({ keepsChildren })),
};
