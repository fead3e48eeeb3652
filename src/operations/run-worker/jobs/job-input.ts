import type { Job } from '../../../worker/index.js';
import type { CommandAction } from '../function-settings.js';
import { jsonPayload } from '../payload-format.js';

/** Gives what a command reads on stdin for its job. */
export type JobInput = (job: Job) => Uint8Array;

const NOTHING = new Uint8Array(0);

/** The workload as it is, nothing, or the job as one line of JSON (`gearctl/work-job/1`). */
export function jobInput(stdin: CommandAction['stdin'], bytesJson: (bytes: Uint8Array) => object): JobInput {
  switch (stdin) {
    case 'payload':
      return ({ workload }) => workload;
    case 'none':
      return () => NOTHING;
    case 'json': {
      const format = jsonPayload(bytesJson);
      return (job) => Buffer.concat(format(job));
    }
  }
}
