import { Flags } from '@oclif/core';
import { durationFlag } from './duration.js';
import { repeatable, under } from './groups.js';
import { sizeFlag } from './size.js';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const unset = async () => undefined;

/** Where a server listens. */
export const listenFlags = {
  listen: Flags.string({
    ...repeatable,
    helpValue: 'HOST[:PORT]',
    description: 'An address to listen on, 127.0.0.1:4730 if none is given; port 0 takes a free one',
  }),
  unix: Flags.string({ ...repeatable, helpValue: 'PATH', description: 'A unix socket to listen on as well' }),
  run: Flags.boolean({
    description: 'Serve for as long as COMMAND runs, on a free port that it finds in $GEARMAN_SERVERS',
  }),
};

/** What is kept over the end of a server. */
export const storeFlags = under('STORE', {
  store: Flags.string({
    helpValue: 'FILE|none',
    env: 'GEARCTL_STORE',
    description: 'Where background jobs are kept; none: in memory alone',
  }),
  results: Flags.string({
    helpValue: 'N|AGE',
    description: 'Keep the outcomes of the last N jobs, or of so long: 1000, 1h, 7d',
  }),
  import: Flags.string({
    helpValue: 'FILE',
    description: 'Take over the jobs in the file of a gearmand -q libsqlite3',
  }),
  export: Flags.string({ helpValue: 'FILE', description: 'Write the stored jobs to such a file, and do not serve' }),
  'gearmand-table': Flags.string({
    helpValue: 'NAME',
    default: 'gearman_queue',
    description: 'The table in the file of gearmand',
  }),
});

/** How jobs are given out. */
export const queueFlags = under('JOBS', {
  retries: Flags.integer({
    min: 0,
    helpValue: 'N',
    description: 'How often a job that lost its worker is given to another before it fails; without, always',
  }),
  order: Flags.option({
    options: ['2.0', '1.1'] as const,
    default: '2.0' as const,
    description: 'Which of its functions a worker gets jobs of: the most urgent job first, or as gearmand 1.1 does',
  })(),
  'worker-wakeup': Flags.integer({
    min: 0,
    default: 0,
    helpValue: 'N',
    description: 'How many sleeping workers are woken for a job; 0 is all',
  }),
  'max-queue': Flags.integer({
    min: 0,
    default: 0,
    helpValue: 'N',
    description: 'The most jobs that a function may hold; 0 is no limit',
  }),
  limits: Flags.string({ helpValue: 'FILE', description: 'The most jobs by function; SIGHUP reads it again' }),
});

/** What peers may do, and how they are known. */
export const accessFlags = under('ACCESS', {
  'tls-cert': Flags.string({
    helpValue: 'FILE',
    description: "The server's certificate: everybody must speak TLS then",
  }),
  'tls-key': Flags.string({
    helpValue: 'FILE',
    dependsOn: ['tls-cert'],
    description: 'Its key, if it is not in that file',
  }),
  'tls-ca': Flags.string({
    helpValue: 'FILE',
    dependsOn: ['tls-cert'],
    description: 'The authority that must have signed the certificates of clients',
  }),
  acl: Flags.string({ helpValue: 'FILE', description: 'Who may submit, work and administrate what' }),
});

/** What peers may use up. */
export const limitFlags = under('LIMITS', {
  'max-packet': sizeFlag({
    default: 64 * MIB,
    defaultHelp: async () => '64M',
    maxBytes: 4 * GIB - 1,
    description: 'The largest packet that is taken',
  }),
  'max-unread': sizeFlag({
    maxBytes: 4 * GIB - 1,
    description: 'How much a peer may leave unread before it is disconnected; if not given, as much as --max-packet',
  }),
  'max-connections': Flags.integer({
    min: 0,
    default: 0,
    helpValue: 'N',
    description: 'The most connections at once; 0 is no limit',
  }),
  'idle-timeout': durationFlag({
    default: 0,
    defaultHelp: unset,
    description: 'Disconnect who is silent for so long, has no jobs and waits for none',
  }),
  keepalive: durationFlag({
    default: 60_000,
    minMs: 1000,
    description: 'After how long a silence the system asks whether a peer is there still',
  }),
});

/** How a server lives and ends. */
export const processFlags = under('PROCESS', {
  'drain-timeout': durationFlag({
    default: 30_000,
    description: 'How long running jobs may take when the server ends',
  }),
  'pid-file': Flags.string({ helpValue: 'FILE', description: 'Where to write the number of the process' }),
  'log-format': Flags.option({
    options: ['text', 'json'] as const,
    default: 'text' as const,
    description: 'How stderr tells what happens',
  })(),
});
