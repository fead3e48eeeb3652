import type { Commentary } from './commentary.js';
import type { GatheredOutput } from './gathered-output.js';
import type { JobReport, Presentation } from './job-report.js';
import { type Clock, JsonDocumentReport, JsonLinesReport } from './json-report.js';
import type { SubmitOptions } from './submit-options.js';
import type { SubmitPlan } from './submit-plan.js';
import { TextReport } from './text-report.js';

/** Makes the report in the format that was asked for. */
export function reportFor(
  options: SubmitOptions,
  plan: SubmitPlan,
  output: GatheredOutput,
  commentary: Commentary,
  presentation: Presentation,
  clock: Clock,
): JobReport {
  if (options.format === 'jsonl') return new JsonLinesReport(output, presentation, clock);
  if (options.format === 'json') return new JsonDocumentReport(output, presentation, clock);
  const { tag, verbose, quiet } = options;
  const { layout, newlines, total } = plan;
  return new TextReport(output, commentary, presentation, {
    layout,
    newlines,
    tag,
    verbose,
    quiet,
    single: total === 1,
  });
}
