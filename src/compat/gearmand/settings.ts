import { readFileSync } from 'node:fs';
import { UsageError } from '../../errors.js';
import { findLogLevel, type LogLevel } from './log-level.js';
import { type OptionValues, parseCommandLine, parseConfigFile } from './option-parser.js';
import { ALL_OPTIONS, type OptionName } from './option-table.js';

/** What gearmand is told to be, by its command line, a configuration file and the environment. */
export interface Settings {
  readonly daemon: boolean;
  readonly user: string;
  /** Empty for no file. */
  readonly pidFile: string;
  /** A path, `stderr`, `none`, or empty for no log. */
  readonly logFile: string;
  readonly verbose: LogLevel;
  /** A name or an address; empty for all addresses of this machine. */
  readonly host: string;
  /** As it was given: it need not be a number. */
  readonly port: string;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** A protocol besides Gearman's own; empty for none. */
  readonly protocol: string;
  readonly queueType: string;
  readonly sqlite: { readonly file: string; readonly table: string; readonly onlyAtShutdown: boolean };
  readonly handlePrefix: string;
  readonly roundRobin: boolean;
  readonly exceptions: boolean;
  /** 0 for no limit. */
  readonly jobRetries: number;
  /** 0 for all. */
  readonly workerWakeup: number;
}

/** What a command line asks for. */
export type Request =
  | { readonly what: 'check' | 'help' | 'version' }
  | { readonly what: 'serve'; readonly settings: Settings };

const DEFAULT_CONFIG_FILE = defaultOf('config-file');
const DEFAULT_PORT = defaultOf('port');

/** The file that gearmand writes its process ID to unless told otherwise; it does without if it cannot. */
export const DEFAULT_PID_FILE = defaultOf('pid-file');

/** Reads the words of a command line, and the configuration file. Throws UsageError. */
export function readRequest(words: readonly string[], env: NodeJS.ProcessEnv): Request {
  const commandLine = parseCommandLine(words);
  const configFile = readConfigFile(commandLine.get('config-file') ?? DEFAULT_CONFIG_FILE);
  const values = configFile === undefined ? commandLine : parseConfigFile(configFile, commandLine);

  const verbose = findLogLevel(text(values, 'verbose'));
  if (verbose === undefined) throw new UsageError('Invalid value for --verbose supplied');
  if (number(values, 'hashtable-buckets') === 0) throw new UsageError('hashtable-buckets has to be greater than 0');
  if (values.has('check-args')) return { what: 'check' };
  if (values.has('help')) return { what: 'help' };
  if (values.has('version')) return { what: 'version' };
  return { what: 'serve', settings: { ...toSettings(values, env), verbose } };
}

/** The default file need not be there. */
function readConfigFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (path === DEFAULT_CONFIG_FILE) return undefined;
    throw new UsageError('Could not open configuration file.', { cause: error });
  }
}

function toSettings(values: OptionValues, env: NodeJS.ProcessEnv): Omit<Settings, 'verbose'> {
  const port = text(values, 'port');
  return {
    daemon: values.has('daemon'),
    user: text(values, 'user'),
    pidFile: text(values, 'pid-file'),
    logFile: text(values, 'log-file'),
    host: text(values, 'listen'),
    port: (port === DEFAULT_PORT && env.GEARMAND_PORT) || port || DEFAULT_PORT,
    tls: values.has('ssl') ? tlsFiles(values, env) : undefined,
    protocol: text(values, 'protocol'),
    queueType: text(values, 'queue-type'),
    sqlite: {
      file: text(values, 'libsqlite3-db'),
      table: text(values, 'libsqlite3-table'),
      onlyAtShutdown: values.has('store-queue-on-shutdown'),
    },
    handlePrefix: text(values, 'job-handle-prefix'),
    roundRobin: values.has('round-robin'),
    exceptions: values.has('exceptions'),
    jobRetries: smallNumber(values, 'job-retries'),
    workerWakeup: smallNumber(values, 'worker-wakeup'),
  };
}

/** The environment has the last word here, as in gearmand. */
function tlsFiles(values: OptionValues, env: NodeJS.ProcessEnv) {
  return {
    certFile: env.GEARMAND_SERVER_PEM ?? values.get('ssl-certificate') ?? '/etc/ssl/certs/gearmand.pem',
    keyFile: env.GEARMAND_SERVER_KEY ?? values.get('ssl-key') ?? '/etc/ssl/certs/gearmand.key',
  };
}

function text(values: OptionValues, name: OptionName): string {
  return values.get(name) ?? defaultOf(name);
}

function number(values: OptionValues, name: OptionName): number {
  return Number(text(values, name));
}

/** gearmand keeps eight bits of these numbers. */
function smallNumber(values: OptionValues, name: OptionName): number {
  return Number(BigInt.asUintN(8, BigInt(text(values, name).replace(/^\+/, ''))));
}

function defaultOf(name: OptionName): string {
  return ALL_OPTIONS.find((option) => option.name === name)?.default ?? '';
}
