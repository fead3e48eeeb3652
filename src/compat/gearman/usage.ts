import type { Request } from './options.js';

/** Writes how gearman is used, as the program of that name by `name` does: with what was wrong, and the flags as given. */
export function usageText(name: string, { options, error = '(null)' }: Request): string {
  const { isVerbose, isBackground, byLine, stripsNewline, isWorker } = options;
  return `
${name}\tError in usage(${error}).

Client mode: ${name} [options] [<data>]
Worker mode: ${name} -w [options] [<command> [<args> ...]]

Common options to both client and worker modes.
\t-f <function> - Function name to use for jobs (can give many)
\t-h <host>     - Job server host
\t-H            - Print this help menu
\t-v            - Print diagnostic information to stdout(${isVerbose})
\t-p <port>     - Job server port
\t-t <timeout>  - Timeout in milliseconds
\t-i <pidfile>  - Create a pidfile for the process
\t-S            - Enable SSL connections

Client options:
\t-b            - Run jobs in the background(${isBackground})
\t-I            - Run jobs as high priority
\t-L            - Run jobs as low priority
\t-n            - Run one job per line(${byLine})
\t-N            - Same as -n, but strip off the newline(${stripsNewline})
\t-P            - Prefix all output lines with functions names
\t-s            - Send job without reading from standard input
\t-u <unique>   - Unique key to use for job

Worker options:
\t-c <count>    - Number of jobs for worker to run before exiting
\t-n            - Send data packet for each line(${byLine})
\t-N            - Same as -n, but strip off the newline(${stripsNewline})
\t-w            - Run in worker mode(${isWorker})
`;
}
