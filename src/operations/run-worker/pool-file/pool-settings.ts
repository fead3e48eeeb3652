import type { FunctionSettings } from '../function-settings.js';

/** What a file says that describes a pool of workers. */
export interface PoolSettings {
  /** Labels of servers, where the file names any. */
  readonly servers?: readonly string[] | undefined;
  /** In the order of the files, and within each in its own. */
  readonly functions: readonly FunctionSettings[];
  /** The paths of all files that were read, the first one first. */
  readonly files: readonly string[];
}
