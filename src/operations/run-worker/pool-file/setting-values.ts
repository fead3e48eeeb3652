import type { CommandAction, CoprocessAction, FunctionSettings, ProcessSettings } from '../function-settings.js';

/** What each key of a file has become in the settings of a function. `clean_env` has no other trace than in `env`. */
export const SETTING_VALUES: Readonly<Record<string, (settings: FunctionSettings) => unknown>> = {
  command: (settings) => (command(settings)?.shell === undefined ? words(settings) : undefined),
  shell: (settings) => command(settings)?.shell,
  args: (settings) => (command(settings)?.shell === undefined ? undefined : words(settings)),
  coprocess: (settings) => ({ ...coprocess(settings), process: undefined, command: undefined }),
  jobs: ({ slots }) => slots,
  grabs: ({ grabs }) => grabs,
  rate: ({ ratePerSecond }) => ratePerSecond,

  payload_args: (settings) => command(settings)?.payloadWords,
  allow_dash: (settings) => command(settings)?.allowsDash,
  stdin: (settings) => command(settings)?.stdin,
  stdout: ({ output }) => output.stdout,
  keep_separator: ({ output }) => output.keepsSeparator,
  stderr: ({ output }) => output.stderr,
  max_output: ({ output }) => [output.maxOutputBytes, output.onExcess],
  max_payload: ({ output }) => output.maxPayloadBytes,
  progress_from: ({ output }) => output.progress?.from,
  progress_regex: ({ output }) => output.progress?.pattern,

  timeout: ({ time }) => time.timeoutMs,
  idle_timeout: ({ time }) => time.idleTimeoutMs,
  term_seq: ({ time }) => time.endSequence,
  server_timeout: ({ time }) => time.serverTimeoutMs,
  max_wait: ({ time }) => time.maxWaitMs,

  exceptions: ({ verdict }) => verdict.exceptions,
  exception_codes: ({ verdict }) => verdict.exceptionCodes,
  retry_codes: ({ verdict }) => verdict.retryCodes,
  stop_codes: ({ verdict }) => verdict.stopCodes,
  retries: ({ retry }) => retry.retries,
  retry_mode: ({ retry }) => retry.mode,
  backoff: ({ retry }) => retry.backoff,
  dead: ({ retry }) => retry.deadFunction,
  error_backoff: ({ retry }) => retry.errorBackoff,

  user: (settings) => process(settings)?.user,
  chroot: (settings) => process(settings)?.chroot,
  cwd: (settings) => process(settings)?.cwd,
  env: (settings) => process(settings)?.env,
  nice: (settings) => process(settings)?.nice,
  ulimit: (settings) => process(settings)?.resourceLimits,
  cgroup: (settings) => process(settings)?.cgroup,
  keep_dir: (settings) => command(settings)?.keepDirectory,
  linger: (settings) => command(settings)?.lingerMs,
  keep_children: (settings) => command(settings)?.keepsChildren,
};

function command({ action }: FunctionSettings): CommandAction | undefined {
  return action.type === 'command' ? action : undefined;
}

function coprocess({ action }: FunctionSettings): CoprocessAction | undefined {
  return action.type === 'coprocess' ? action : undefined;
}

function words({ action }: FunctionSettings): readonly string[] | undefined {
  return action.type === 'print' ? undefined : action.command;
}

function process({ action }: FunctionSettings): ProcessSettings | undefined {
  return action.type === 'print' ? undefined : action.process;
}
