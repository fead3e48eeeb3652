import { Flags } from '@oclif/core';
import { connectionFlags } from './connection.js';
import { durationFlag } from './duration.js';
import { repeatable, under } from './groups.js';
import { journalFlag } from './journal.js';
import { sizeFlag } from './size.js';

const GIB = 1024 ** 3;

/** oclif's types know letters only. */
const ZERO: object = { char: '0' };

/** How many jobs run at a time. */
const slotFlags = {
  jobs: Flags.string({
    char: 'j',
    helpValue: 'N',
    description: 'So many at a time, one by default: 8, +2, -1, 150% (of the CPUs), 0 (four per CPU)',
  }),
  grabs: Flags.integer({
    helpValue: 'N',
    min: 1,
    max: 1000,
    description: 'Ask for so many at once where they are short; those behind a long one wait for it',
  }),
  rate: Flags.string({ helpValue: 'N/s', description: 'Begin no more jobs than that: 20/s, 100/m' }),
};

/** What a command is given, and what becomes of what it writes. */
const commandFlags = under('COMMAND', {
  shell: Flags.string({
    helpValue: 'SCRIPT',
    description: 'Run a script by /bin/sh; what follows -- are its $1, $2 ..., and may have placeholders',
  }),
  stdin: Flags.option({
    options: ['payload', 'none', 'json'],
    description: 'What the command reads: the workload, nothing, or the job as a line of JSON',
  } as const)(),
  'payload-args': Flags.boolean({ description: 'Add the words of the workload to the arguments' }),
  'allow-dash': Flags.boolean({ description: 'Take a value that begins with - as an argument' }),
  stdout: Flags.option({
    options: ['auto', 'complete', 'data', 'lines', 'drop'],
    description: 'auto keeps 256 KiB for the end and streams what is more; complete keeps all; data and lines stream',
  } as const)(),
  'keep-separator': Flags.boolean({ description: 'With --stdout lines: each line keeps its newline' }),
  stderr: Flags.option({
    options: ['log', 'warn', 'merge', 'drop'],
    description: 'Log its lines, send each as a warning too, take them as stdout, or neither',
  } as const)(),
  'max-output': Flags.string({
    helpValue: 'SIZE[:truncate]',
    description: 'The largest result: a job with more fails, or its result is cut; 1G unless given',
  }),
  'max-payload': sizeFlag({ description: 'A job with a larger workload fails', maxBytes: 4 * GIB - 1 }),
  'progress-from': Flags.option({
    options: ['stderr', 'stdout'],
    description: 'Where the command tells how far it is, besides its descriptor 3',
  } as const)(),
  'progress-regex': Flags.string({ helpValue: 'REGEX', description: 'How: (\\d+)% unless given, or (\\d+)/(\\d+)' }),
});

/** As whom and where commands run. */
const processFlags = under('PROCESS', {
  cwd: Flags.string({ helpValue: 'DIR', description: 'The working directory of commands' }),
  env: Flags.string({
    ...repeatable,
    helpValue: 'NAME[=VALUE]',
    description: 'A variable for commands: with a value, or as it is here',
  }),
  'clean-env': Flags.boolean({ description: 'Nothing of the environment but PATH, LANG and what --env names' }),
  user: Flags.string({ helpValue: 'NAME[:GROUP]', description: 'Run commands as this user, with all its groups' }),
  'drop-privileges': Flags.string({
    helpValue: 'NAME[:GROUP]',
    description: 'Become this user altogether, once keys are read',
  }),
  chroot: Flags.string({ helpValue: 'DIR', description: 'Run commands with this directory as /' }),
  nice: Flags.integer({ min: -20, max: 19, helpValue: 'N', description: 'Added to the niceness of commands' }),
  ulimit: Flags.string({
    ...repeatable,
    helpValue: 'NAME=SOFT[:HARD]',
    description: 'A limit of prlimit(1) for commands: nofile=1024, as=2G, cpu=60',
  }),
  cgroup: Flags.string({
    ...repeatable,
    helpValue: 'PROPERTY=VALUE',
    description: 'Run each command in a scope of systemd with this property: MemoryMax=1G',
  }),
  'keep-dir': Flags.option({
    options: ['never', 'on-failure', 'always'],
    description: 'Whether the directory of a job, $GEARMAN_JOB_DIR, stays behind',
  } as const)(),
  linger: durationFlag({ description: 'How long output counts after the command has exited; 1s unless given' }),
  'keep-children': Flags.boolean({ description: 'Let processes live that a command leaves behind' }),
});

/** How long a job may take, and what follows from how it ended. */
const outcomeFlags = under('OUTCOME', {
  timeout: durationFlag({ char: 't', description: 'The longest time that a job may take; 0 is any' }),
  'idle-timeout': durationFlag({ description: 'The longest time without output and word of it' }),
  'kill-after': durationFlag({ description: 'How long after TERM a command is killed; 10s unless given' }),
  'term-seq': Flags.string({
    helpValue: 'SEQUENCE',
    exclusive: ['kill-after'],
    description: 'How a command is ended: INT,5s,TERM,10s,KILL',
  }),
  'server-timeout': durationFlag({ description: 'Have the server give a job to somebody else after so long, too' }),
  'max-wait': durationFlag({
    aliases: ['expires'],
    description: 'Fail a job that has waited longer, where the server knows for how long',
  }),
  exceptions: Flags.boolean({ description: 'A job that fails ends with an exception that says why' }),
  'exception-codes': Flags.string({ helpValue: 'CODES', description: 'Exit codes that are exceptions: 6,7,28' }),
  'retry-codes': Flags.string({ helpValue: 'CODES', description: 'Exit codes worth another attempt; 75 unless given' }),
  'stop-codes': Flags.string({ helpValue: 'CODES', description: 'Exit codes after which the worker ends, with 1' }),
  retries: Flags.integer({ char: 'r', min: 0, helpValue: 'N', description: 'How often a job is tried again' }),
  'retry-mode': Flags.option({
    options: ['local', 'requeue', 'resubmit'],
    description: 'Where: here after a wait, by whoever gets it back from the server, or as a new job',
  } as const)(),
  backoff: Flags.string({
    helpValue: 'MIN..MAX',
    description: 'The wait between attempts, doubling; 1s..5m unless given',
  }),
  dead: Flags.string({
    helpValue: 'FUNCTION',
    description: 'Submit what has failed for good to this function, with an account of the failures',
  }),
  'error-backoff': Flags.integer({
    min: 0,
    helpValue: 'N',
    description: 'After N failures in a row wait 1s, 2s ... 60s before the next job',
  }),
});

const ofCoprocess = { dependsOn: ['coprocess'] };

/** Processes that live on from job to job. */
const coprocessFlags = under('CO-PROCESS', {
  coprocess: Flags.option({
    options: ['jsonl', 'lines', 'frame'],
    description: 'COMMAND is started once and does job after job; jsonl if nothing follows',
  } as const)(),
  'coprocess-share': Flags.boolean({ ...ofCoprocess, description: 'One process for all slots' }),
  connections: Flags.option({
    options: ['slot', 'shared'],
    description: 'To each server: one for each slot, or one over which the jobs of all slots come',
  } as const)(),
  'coprocess-max-jobs': Flags.integer({
    ...ofCoprocess,
    min: 1,
    helpValue: 'N',
    description: 'Replace it after so many jobs',
  }),
  'coprocess-max-age': durationFlag({ ...ofCoprocess, minMs: 1, description: 'Replace it after so long' }),
  'coprocess-max-rss': sizeFlag({ ...ofCoprocess, description: 'Replace it when it has grown so large' }),
  escape: Flags.boolean({
    ...ofCoprocess,
    description: 'With lines: escape newlines of workloads, which are refused otherwise',
  }),
  strict: Flags.boolean({
    ...ofCoprocess,
    description: 'With jsonl: what is no message on its stdout fails the job',
  }),
});

/** When a worker ends, and what it says of itself. */
const lifeFlags = under('LIFE', {
  count: Flags.integer({
    char: 'c',
    aliases: ['max-jobs'],
    min: 1,
    helpValue: 'N',
    description: 'End after so many jobs',
  }),
  'max-time': durationFlag({ minMs: 1, description: 'End after so long' }),
  'idle-exit': durationFlag({ description: 'End after so long without a job' }),
  'exit-when-empty': Flags.boolean({ description: 'End when no server has a job left' }),
  'drain-timeout': durationFlag({
    default: 300_000,
    description: 'How long running jobs may take when it is to stop; 0 is any time',
  }),
  'on-drain-timeout': Flags.option({
    options: ['requeue', 'fail'],
    default: 'requeue',
    description: 'Whether a job that is ended then goes back to the server, or fails',
  } as const)(),
  'on-lost': Flags.option({
    options: ['kill', 'keep'],
    default: 'kill',
    description: 'Whether a command is ended whose job was lost with its server',
  } as const)(),
  'no-reconnect': Flags.boolean({ description: 'End (exit code 69) when no server is left' }),
  id: Flags.string({ helpValue: 'NAME', description: 'The client ID that servers list' }),
  control: Flags.boolean({ description: 'Take commands from gearctl workers stop, pause, inspect ...' }),
  'pid-file': Flags.string({
    aliases: ['pidfile'],
    helpValue: 'FILE',
    description: 'Where to write the number of the process',
  }),
  'status-file': Flags.string({ helpValue: 'FILE', description: 'A file of JSON that says every 2s how it stands' }),
  joblog: Flags.string({
    helpValue: 'FILE',
    description: 'Append a line for each job that has ended, as GNU parallel does',
  }),
  'metrics-listen': Flags.string({
    helpValue: '[HOST]:PORT',
    description: 'Answer Prometheus there, at /metrics; without a host on this machine only',
  }),
  'sd-notify': Flags.boolean({ description: 'Tell systemd when it is ready and when it ends (Type=notify)' }),
  journal: journalFlag,
  'log-format': Flags.option({
    options: ['text', 'json'],
    default: 'text',
    description: 'How stderr tells what happens',
  } as const)(),
});

/** A worker that a file describes. */
const poolFlags = under('FROM A FILE', {
  config: Flags.string({ helpValue: 'FILE', description: 'Do what a file of YAML says; HUP reads it again' }),
  only: Flags.string({ helpValue: 'FUNCTION,...', dependsOn: ['config'], description: 'Only these of its functions' }),
  check: Flags.boolean({ dependsOn: ['config'], description: 'Only check the file' }),
  'print-unit': Flags.option({
    options: ['systemd'],
    description: 'Print a service for this command line, and do nothing',
  } as const)(),
});

/** How jobs are printed where there is no command. */
const printFlags = under('WITHOUT A COMMAND', {
  delimiter: Flags.string({
    char: 'd',
    default: '\\n',
    helpValue: 'C',
    description: "What follows each workload: a character, '\\t', '\\x1e'",
  }),
  null: Flags.boolean({ ...ZERO, exclusive: ['jsonl'], description: 'A NUL follows each workload' }),
  jsonl: Flags.boolean({ description: 'Each job as a JSON object on a line' }),
});

/** How a worker's servers are reached, and what is taken from them. */
const serverFlags = under('CONNECTION', {
  ...connectionFlags,
  'max-packet': sizeFlag({ default: GIB, maxBytes: 4 * GIB - 1, description: 'The largest job to take' }),
});

/** All flags of `gearctl work`, in the order of its help. */
export const workFlags = {
  ...slotFlags,
  ...commandFlags,
  ...processFlags,
  ...outcomeFlags,
  ...coprocessFlags,
  ...lifeFlags,
  ...poolFlags,
  ...printFlags,
  ...serverFlags,
};
