import type { SubmitOptions } from '../../../src/operations/submit-jobs/submit-options.js';

const DEFAULTS: SubmitOptions = {
  connection: { servers: ['q1'] },
  maxPacketBytes: 1024,
  exceptions: true,
  functionName: 'f',
  also: [],
  data: [],
  files: [],
  empty: false,
  cut: 'whole',
  keepSeparator: false,
  template: undefined,
  copies: 1,
  background: false,
  wait: false,
  journalFolder: undefined,
  priority: 'normal',
  unique: undefined,
  reducer: undefined,
  runAt: undefined,
  jobs: undefined,
  rate: undefined,
  halt: undefined,
  retries: 0,
  timeoutMs: 0,
  requireWorker: false,
  dryRun: false,
  layout: 'group',
  raw: false,
  tag: undefined,
  format: 'text',
  progress: 'auto',
  isUnicode: true,
  quiet: false,
  verbose: false,
};

/** Options as the command has them without a flag, but for these. */
export function submitOptions(options: Partial<SubmitOptions>): SubmitOptions {
  return { ...DEFAULTS, ...options };
}
