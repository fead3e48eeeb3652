import { JobTurns, type TurnJobs } from '../../operations/submit-in-turn.js';
import { JobOutput } from './job-output.js';
import { ForegroundReport } from './job-report.js';
import type { Options } from './options.js';
import type { ClientSurroundings, Submitter } from './submitter.js';

/** Gives what submits foreground jobs, one workload after the other, and writes their results. */
export function openSubmitter(jobs: TurnJobs, options: Options, surroundings: ClientSurroundings): Submitter {
  const { io, stderr, outcome } = surroundings;
  const output = new JobOutput(io.stdout, outcome);
  const turns = new JobTurns(jobs, new ForegroundReport(options, output, stderr, outcome));
  output.failed.addEventListener('abort', () => void turns.close(), { once: true });
  return {
    stop: output.failed,
    submit: async (workloads) => {
      for (const workload of workloads) {
        if (output.failed.aborted) return;
        await turns.submit(workload);
      }
    },
    finish: async () => {
      await turns.close();
      await output.finish();
    },
  };
}
