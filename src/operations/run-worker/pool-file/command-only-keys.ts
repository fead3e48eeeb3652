/** The keys that say how a command is run for each job: a co-process has no use for them. */
export const COMMAND_ONLY_KEYS: readonly string[] = [
  ...['args', 'payload_args', 'allow_dash', 'stdin', 'stdout', 'keep_separator', 'progress_from', 'progress_regex'],
  ...['exceptions', 'exception_codes', 'retry_codes', 'stop_codes', 'keep_dir', 'linger', 'keep_children'],
];
