import { BackgroundJobs } from '../../operations/submit-in-background.js';
import type { TurnJobs } from '../../operations/submit-in-turn.js';
import { createdLine } from './created-line.js';
import { JobOutput } from './job-output.js';
import type { Options } from './options.js';
import type { ClientSurroundings, Submitter } from './submitter.js';

/** Gives what submits background jobs, and writes their handles if those are wanted. */
export function openSubmitter(jobs: TurnJobs, { isVerbose }: Options, { io, outcome }: ClientSurroundings): Submitter {
  const output = isVerbose ? new JobOutput(io.stdout, outcome) : undefined;
  let written: Promise<void> | undefined;
  const background = new BackgroundJobs(jobs, {
    accepted: (handle) => {
      written = output?.writeLine(createdLine(handle));
    },
    lost: (error, workloads) => {
      outcome.troubled();
      for (let workload = 0; workload < workloads; workload++) outcome.say('gearman_client_run_tasks', error);
    },
  });
  return {
    stop: output?.failed,
    submit: async (workloads) => {
      await background.submit(workloads);
      await written;
    },
    finish: async () => {
      await background.finish();
      await output?.finish();
    },
  };
}
