import type { CommandSlot } from '../../../exec/command-slot.js';
import type { JobDirectory } from './job-directory.js';

/** Where jobs are done, one at a time. */
export interface JobSlot {
  readonly commands: CommandSlot;
  readonly directory: JobDirectory;
}
