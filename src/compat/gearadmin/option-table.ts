import type { BoostOption } from '../boost-options.js';

/** One option of gearadmin. */
interface Option extends BoostOption {
  /** What holds when it is not given, as the help shows it. */
  readonly default?: string;
  readonly help: string;
}

/** The server that is asked when no other is named. */
export const DEFAULT_HOST = 'localhost';
export const DEFAULT_PORT = '4730';

/** The options, in the order of the help. */
export const OPTIONS = [
  { name: 'help', takes: 'none', help: 'Options related to the program.' },
  { name: 'host', short: 'h', takes: 'text', default: DEFAULT_HOST, help: 'Connect to the host' },
  {
    name: 'port',
    short: 'p',
    takes: 'text',
    default: DEFAULT_PORT,
    help: 'Port number or service to use for connection',
  },
  { name: 'server-version', takes: 'none', help: 'Fetch the version number for the server.' },
  { name: 'server-verbose', takes: 'none', help: 'Fetch the verbose setting for the server.' },
  { name: 'create-function', takes: 'text', help: 'Create the function from the server.' },
  { name: 'cancel-job', takes: 'text', help: "Remove a given job from the server's queue" },
  { name: 'drop-function', takes: 'text', help: 'Drop the function from the server.' },
  { name: 'show-unique-jobs', takes: 'none', help: 'Show unique IDs of jobs on the server.' },
  { name: 'show-jobs', takes: 'none', help: 'Show all jobs on the server.' },
  { name: 'getpid', takes: 'none', help: 'Get Process ID for the server.' },
  { name: 'status', takes: 'none', help: 'Status for the server.' },
  { name: 'priority-status', takes: 'none', help: 'Queued jobs status by priority.' },
  { name: 'workers', takes: 'none', help: 'Workers for the server.' },
  { name: 'ssl', short: 'S', takes: 'none', help: 'Enable SSL connections.' },
] as const satisfies readonly Option[];

/** The long name of an option. */
export type OptionName = (typeof OPTIONS)[number]['name'];

/** An operation: the option that asks for it, and the command that is sent, with the option's value behind it. */
interface Operation {
  readonly option: OptionName;
  readonly command: string;
  readonly hasArgument?: true;
}

/** The operations in the order in which they are done, whatever that of the command line. */
export const OPERATIONS = [
  { option: 'getpid', command: 'getpid' },
  { option: 'create-function', command: 'create function', hasArgument: true },
  { option: 'drop-function', command: 'drop function', hasArgument: true },
  { option: 'show-jobs', command: 'show jobs' },
  { option: 'show-unique-jobs', command: 'show unique jobs' },
  { option: 'cancel-job', command: 'cancel job', hasArgument: true },
  { option: 'server-verbose', command: 'verbose' },
  { option: 'server-version', command: 'version' },
  { option: 'workers', command: 'workers' },
  { option: 'priority-status', command: 'prioritystatus' },
  { option: 'status', command: 'status' },
] as const satisfies readonly Operation[];

/** Builds the help, as boost lays it out: what the options mean stands one blank behind the longest of them. */
export function helpText(): string {
  const rows = OPTIONS.map((option: Option) => ({ form: form(option), help: option.help }));
  const width = Math.max(...rows.map((row) => row.form.length));
  return ['Options:', ...rows.map((row) => `${row.form.padEnd(width)} ${row.help}`), ''].join('\n');
}

function form({ name, short, takes, default: value }: Option): string {
  const names = short === undefined ? `--${name}` : `-${short} [ --${name} ]`;
  const argument = takes === 'none' ? '' : value === undefined ? ' arg' : ` arg (=${value})`;
  return `  ${names}${argument}`;
}
