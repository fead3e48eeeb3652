/** gearmand's levels of logging, the gravest first. */
export const LOG_LEVELS = ['FATAL', 'ALERT', 'CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG'] as const;

/** One of gearmand's levels of logging. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Finds the level of this name, if there is one; names are in capitals. */
export function findLogLevel(name: string): LogLevel | undefined {
  return LOG_LEVELS.find((level) => level === name);
}
