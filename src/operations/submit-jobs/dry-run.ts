import type { GatheredOutput } from './gathered-output.js';
import type { Presentation } from './job-report.js';
import type { JobRequest } from './job-request.js';

/** Writes the jobs that would be submitted as JSON Lines (`gearctl/submit-job/1`), which `--input jsonl` understands too. */
export async function printJobs(
  batches: AsyncIterable<Iterable<JobRequest>>,
  output: GatheredOutput,
  { bytesJson }: Pick<Presentation, 'bytesJson'>,
): Promise<void> {
  for await (const batch of batches) {
    for (const { functionName, workload, unique, priority, background, runAt } of batch) {
      const named = unique === undefined ? {} : { unique };
      const job = {
        function: functionName,
        ...bytesJson(workload),
        ...named,
        priority,
        background,
        ...(runAt && { at: runAt.toISOString() }),
      };
      const written = output.write(`${JSON.stringify(job)}\n`);
      if (written !== undefined) await written;
    }
  }
  await output.finish();
}
