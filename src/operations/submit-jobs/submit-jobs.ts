import { Readable, type Writable } from 'node:stream';
import { Client } from '../../client/client.js';
import type { BackgroundWait } from './background-wait.js';
import { BulkSubmitter, bulkPlanOf } from './bulk-submitter.js';
import { Commentary, type CommentStream } from './commentary.js';
import { printJobs } from './dry-run.js';
import { dueWarning } from './due-warning.js';
import { GatheredOutput } from './gathered-output.js';
import { GivingUp } from './giving-up.js';
import type { JobFlow } from './job-flow.js';
import type { JobReport, Presentation } from './job-report.js';
import type { JobRun } from './job-run.js';
import { JobSource } from './job-source.js';
import type { Clock } from './json-report.js';
import { Progress } from './progress.js';
import type { ProgressState } from './progress-line.js';
import { reportFor } from './report-choice.js';
import type { SubmitOptions } from './submit-options.js';
import { planOf, type SubmitPlan } from './submit-plan.js';
import { Submitter } from './submitter.js';
import { Tally } from './tally.js';
import { WorkerHint } from './worker-hint.js';
import { WorkerLookUp } from './worker-look-up.js';

/** Where the input comes from and the output goes to. */
export interface SubmitStreams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: CommentStream;
  /** Gives the jobs under way up; its reason is a GearctlError. */
  readonly signal: AbortSignal;
  readonly presentation: Presentation;
  readonly clock: Clock;
}

/**
 * Submits jobs and tells what becomes of them: results and handles on stdout, everything else on stderr. Resolves with the
 * exit code once all have ended or have been given up. Rejects when no job was accepted because of what was asked, of the
 * input or of the servers.
 */
export async function submitJobs(options: SubmitOptions, streams: SubmitStreams): Promise<number> {
  const { stdout, signal, presentation, clock } = streams;
  // Node makes stdin when it is first asked for, which takes longer than to submit a job.
  const stdin: SubmitStreams['stdin'] = options.data.length > 0 || options.empty ? Readable.from([]) : streams.stdin;
  const plan = planOf(options, stdin.isTTY === true, clock.elapsedMs);
  const source = new JobSource(plan.source);
  const commentary = new Commentary(streams.stderr);
  const output = new GatheredOutput(stdout, stdout.isTTY ? () => commentary.erase() : undefined);
  if (options.dryRun) {
    await printJobs(source.batches(stdin, signal), output, presentation);
    return 0;
  }

  const { connection, maxPacketBytes, exceptions, requireWorker } = options;
  const { foregroundJobs, backgroundJobs } = plan.submitter;
  const clientOptions = {
    ...connection,
    maxPacketBytes,
    exceptions,
    window: Math.max(foregroundJobs, backgroundJobs),
  };
  const workers = new WorkerLookUp(connection);
  const tally = new Tally(presentation.exitCodeFor);
  const report = reportFor(options, plan, output, commentary, presentation, clock);
  const watch: Watch = { options, plan, streams, commentary, workers, tally, report };

  const bulk = bulkPlanOf(options, plan);
  if (bulk !== undefined) {
    await using submitter = new BulkSubmitter(bulk, clientOptions, output, report, tally);
    return await watched(submitter, () => submitter.run(stdin), watch);
  }
  await using wait = options.wait ? await backgroundWait(options, report, tally) : undefined;
  await using client = new Client(clientOptions);
  const onAccepted = wait && ((run: JobRun) => wait.add(run));
  const submitter = new Submitter(client, report, tally, { ...plan.submitter, onAccepted });
  const jobs = (reading: AbortSignal) => {
    const batches = source.batches(stdin, reading);
    return requireWorker ? workers.requiredFor(batches, reading) : batches;
  };
  if (wait === undefined) return await watched(submitter, () => submitter.run(jobs), watch);
  const exit = await watched(wait, () => wait.run(submitter, () => submitter.run(jobs)), watch);
  if (wait.untold > 0 && !options.quiet) commentary.say(untoldNotice(wait.untold));
  return exit;
}

/** Hardly anybody waits, so what it takes is loaded by those who do. */
async function backgroundWait(options: SubmitOptions, report: JobReport, tally: Tally): Promise<BackgroundWait> {
  const { BackgroundWait } = await import('./background-wait.js');
  return new BackgroundWait(options, report, tally);
}

function untoldNotice(jobs: number): string {
  const what = jobs === 1 ? 'the job has' : `${jobs} jobs have`;
  return `gearctl: ${what} ended; neither a server nor the journal of this machine tells how\n`;
}

/** Who looks on while jobs are submitted. */
interface Watch {
  readonly options: SubmitOptions;
  readonly plan: SubmitPlan;
  readonly streams: SubmitStreams;
  readonly commentary: Commentary;
  readonly workers: WorkerLookUp;
  readonly tally: Tally;
  readonly report: JobReport;
}

/** Runs a flow of jobs to its end, shows how far it is, gives it up when told to, and resolves with the exit code. */
async function watched(flow: JobFlow, run: () => Promise<void>, watch: Watch): Promise<number> {
  const { options, plan, commentary, workers, tally, report } = watch;
  const { signal, clock } = watch.streams;
  const { timeoutMs, quiet, progress, isUnicode } = options;
  using givingUp = new GivingUp(flow, signal, timeoutMs);
  const startedAtMs = clock.elapsedMs();
  const elapsedMs = () => clock.elapsedMs() - startedAtMs;
  const state = () => progressState(plan, flow, tally, elapsedMs());
  const observers = quiet
    ? []
    : [
        new Progress(commentary, state, progress, isUnicode),
        new WorkerHint(flow, workers, clock.elapsedMs, (hint) => commentary.say(`gearctl: ${hint}\n`)),
      ];
  for (const observer of observers) observer.start();
  try {
    await run();
  } finally {
    for (const observer of observers) observer.stop();
  }
  const { stopError, metHalt } = flow;
  const exit = metHalt?.on === 'success' ? 0 : tally.exit(stopError);
  const { submitted, succeeded, outcomes } = tally;
  await report.finish({ submitted, outcomes, seconds: elapsedMs() / 1000, exit }, stopError);
  const hints = [givingUp.notice];
  if (tally.delayed > 0 && succeeded > 0 && !quiet) hints.push(await dueWarning(options.connection, signal));
  for (const hint of hints) if (hint !== undefined) commentary.say(`gearctl: ${hint}\n`);
  return exit;
}

function progressState(
  { source, total }: SubmitPlan,
  flow: JobFlow,
  { succeeded, failed }: Tally,
  elapsedMs: number,
): ProgressState {
  const [first] = flow.foreground;
  const label = source.functionNames.join(', ') || 'jobs';
  const ended = succeeded + failed;
  return { label, ended, failed, running: flow.running, total, elapsedMs, status: first?.status };
}
