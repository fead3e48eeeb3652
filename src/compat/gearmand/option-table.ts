import type { BoostOption } from '../boost-options.js';

/** One option of gearmand. */
export interface Option extends BoostOption {
  /** What holds when it is not given, as the help shows it. */
  readonly default?: string;
  /** Its line in the help. An option without one is not listed, nor known in a configuration file. */
  readonly help?: string;
}

/** Options that belong together, and what the help says above them. */
interface OptionGroup {
  readonly heading: string;
  readonly options: readonly Option[];
}

/** The options that the help lists, under gearmand's headings and in its order. */
export const OPTION_GROUPS = [
  {
    heading: 'General options',
    options: [
      { name: 'backlog', short: 'b', takes: 'int32', default: '32', help: 'Ignored: the system decides.' },
      { name: 'daemon', short: 'd', takes: 'none', help: 'Run in the background; return when the port is open.' },
      { name: 'exceptions', takes: 'none', help: 'Send exceptions to clients that did not ask for them, too.' },
      { name: 'file-descriptors', short: 'f', takes: 'uint64', help: 'Ignored: as many are used as may be.' },
      { name: 'help', short: 'h', takes: 'none', help: 'Print this.' },
      {
        name: 'job-retries',
        short: 'j',
        takes: 'uint32',
        default: '0',
        help: 'Fail a job when so many workers were lost with it; 0 means never.',
      },
      {
        name: 'job-handle-prefix',
        takes: 'text',
        help: 'What job handles begin with. Default: H: and the name of the host.',
      },
      { name: 'hashtable-buckets', takes: 'uint32', default: '991', help: 'Ignored: tables grow by themselves.' },
      { name: 'keepalive', takes: 'none', help: 'Ignored: it is always on.' },
      { name: 'keepalive-idle', takes: 'int32', default: '-1', help: 'Ignored.' },
      { name: 'keepalive-interval', takes: 'int32', default: '-1', help: 'Ignored.' },
      { name: 'keepalive-count', takes: 'int32', default: '-1', help: 'Ignored.' },
      {
        name: 'log-file',
        short: 'l',
        takes: 'text',
        default: '/var/log/gearmand.log',
        help: 'The file to log to; "stderr" for stderr, "none" for no log.',
      },
      { name: 'listen', short: 'L', takes: 'text', help: 'The address to listen on. Default: all of this machine.' },
      {
        name: 'pid-file',
        short: 'P',
        takes: 'text',
        default: '/var/gearmand.pid',
        help: 'The file for the process ID.',
      },
      { name: 'protocol', short: 'r', takes: 'text', help: 'A further protocol. There is none here.' },
      {
        name: 'round-robin',
        short: 'R',
        takes: 'none',
        help: 'Serve the functions of a worker in turn, not in the order in which it registered them.',
      },
      {
        name: 'queue-type',
        short: 'q',
        takes: 'text',
        default: 'builtin',
        help: 'Where jobs are kept: builtin, libsqlite3.',
      },
      { name: 'config-file', takes: 'text', default: '/etc/gearmand.conf', help: 'A file with more options.' },
      { name: 'syslog', takes: 'none', help: 'Ignored: see --log-file.' },
      { name: 'coredump', takes: 'none', help: 'Ignored: the system decides.' },
      { name: 'threads', short: 't', takes: 'uint32', default: '4', help: 'Ignored: there is one.' },
      { name: 'user', short: 'u', takes: 'text', help: 'The user to become before anything is opened.' },
      {
        name: 'verbose',
        takes: 'text',
        default: 'ERROR',
        help: 'How much to log: FATAL, ALERT, CRITICAL, ERROR, WARNING, NOTICE, INFO, DEBUG.',
      },
      { name: 'version', short: 'V', takes: 'none', help: 'Print the version.' },
      {
        name: 'worker-wakeup',
        short: 'w',
        takes: 'uint32',
        default: '0',
        help: 'How many sleeping workers to wake for a job; 0 means all.',
      },
    ],
  },
  {
    heading: 'HTTP',
    options: [{ name: 'http-port', takes: 'text', default: '8080', help: 'Ignored.' }],
  },
  {
    heading: 'Gear',
    options: [
      { name: 'port', short: 'p', takes: 'text', default: '4730', help: 'The port to listen on.' },
      { name: 'ssl', takes: 'none', help: 'Speak TLS only.' },
      { name: 'ssl-ca-file', takes: 'text', help: 'Ignored: clients are not asked for certificates.' },
      { name: 'ssl-certificate', takes: 'text', help: 'The file of the certificate.' },
      { name: 'ssl-key', takes: 'text', help: "The file of the certificate's key." },
    ],
  },
  { heading: 'builtin', options: [] },
  {
    heading: 'libmemcached',
    options: [
      { name: 'libmemcached-servers', takes: 'text', help: 'Ignored.' },
      { name: 'libmemcached-prefix', takes: 'text', default: 'gear_', help: 'Ignored.' },
    ],
  },
  {
    heading: 'libsqlite3',
    options: [
      { name: 'libsqlite3-db', takes: 'text', help: 'The file of the database.' },
      { name: 'store-queue-on-shutdown', takes: 'none', help: 'Write jobs at the end only: a crash loses them.' },
      { name: 'libsqlite3-table', takes: 'text', default: 'gearman_queue', help: "The name of gearmand's table." },
    ],
  },
  {
    heading: 'Postgres',
    options: [
      { name: 'libpq-conninfo', takes: 'text', help: 'Ignored.' },
      { name: 'libpq-table', takes: 'text', default: 'queue', help: 'Ignored.' },
    ],
  },
  {
    heading: 'redis',
    options: [
      { name: 'redis-server', takes: 'text', help: 'Ignored.' },
      { name: 'redis-port', takes: 'text', help: 'Ignored.' },
      { name: 'redis-password', takes: 'text', help: 'Ignored.' },
      { name: 'redis-prefix', takes: 'text', help: 'Ignored.' },
    ],
  },
  {
    heading: 'MySQL',
    options: [
      { name: 'mysql-host', takes: 'text', default: 'localhost', help: 'Ignored.' },
      { name: 'mysql-port', takes: 'text', default: '3306', help: 'Ignored.' },
      { name: 'mysql-user', takes: 'text', help: 'Ignored.' },
      { name: 'mysql-password', takes: 'text', help: 'Ignored.' },
      { name: 'mysql-db', takes: 'text', help: 'Ignored.' },
      { name: 'mysql-table', takes: 'text', default: 'gearman_queue', help: 'Ignored.' },
    ],
  },
] as const satisfies readonly OptionGroup[];

const HIDDEN_OPTIONS = [{ name: 'check-args', takes: 'none' }] as const satisfies readonly Option[];

type ListedOption = (typeof OPTION_GROUPS)[number]['options'][number];

/** The long name of an option. */
export type OptionName = (ListedOption | (typeof HIDDEN_OPTIONS)[number])['name'];

/** An option of the table. */
export type KnownOption = Option & { readonly name: OptionName };

/** The options that the help lists; a configuration file may have these. */
export const LISTED_OPTIONS: readonly KnownOption[] = OPTION_GROUPS.flatMap(
  (group): readonly KnownOption[] => group.options,
);

/** All options; the command line may have these. */
export const ALL_OPTIONS: readonly KnownOption[] = [...LISTED_OPTIONS, ...HIDDEN_OPTIONS];
