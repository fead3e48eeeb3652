import { Flags } from '@oclif/core';
import { connectionFlags, connectionSettings } from '../../cli/flags/connection.js';
import { outputFlags } from '../../cli/flags/output.js';
import { timeoutFlag } from '../../cli/flags/watch.js';
import { ListingCommand } from '../../cli/listing-command.js';
import { serverLines } from '../../cli/listings/answering-servers.js';
import { jobsDocument, jobsListing, jobsTotals } from '../../cli/listings/jobs.js';
import { counted } from '../../cli/output/cell-text.js';
import { type JobsReport, queryJobs } from '../../operations/query-jobs.js';
import { requireAnAnswer, ServerPool } from '../../operations/server-pool.js';

export default class JobList extends ListingCommand {
  static override summary = 'Show the jobs that wait or run';
  static override description =
    'gearmand lists the handles of its jobs and hardly anything about them: not the function, nor whether a job runs' +
    ' ("active" is either). The server of gearctl tells functions, ages, attempts, workers and sizes, the oldest job first.';
  static override examples = [
    { description: 'All jobs of two servers', command: '<%= config.bin %> <%= command.id %> -s q1,q2' },
    { description: 'Those of one function', command: '<%= config.bin %> <%= command.id %> --function resize' },
  ];
  static override usage = '<%= command.id %> [FLAGS]';
  static override schema = 'jobs';
  static override flags = {
    ...connectionFlags,
    ...outputFlags,
    timeout: timeoutFlag,
    function: Flags.string({ helpValue: 'NAME', description: 'Only of this function; gearmand cannot tell' }),
    ignored: Flags.boolean({ description: 'Only jobs that are cancelled and still listed' }),
    count: Flags.integer({
      ...{ char: 'c', min: 1, max: 10_000, default: 1000 },
      description: 'So many of each server at most; gearmand lists all it has',
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(JobList);
    const signal = this.interruptible(flags.timeout);
    await using pool = new ServerPool(await connectionSettings(flags, this.env), signal);
    const { function: functionName, ignored: ignoredOnly, count: limit } = flags;
    const report = await queryJobs(pool, { functionName, ignoredOnly, limit });
    const { servers, jobs, time } = report;
    requireAnAnswer(servers);
    const isDetailed = servers.some((answer) => answer.ok && answer.value.isDetailed);
    const printer = await this.printer(jobsListing(isDetailed), flags);
    const notes = serverLines(servers, await this.drawing(flags));
    await printer.print({ rows: jobs, document: jobsDocument(report), time, totals: jobsTotals(jobs), notes });
    this.#tellLimits(report, functionName);
    this.concludeUnanswered(servers, printer.showsNotes);
  }

  /** Says what is not in the list. */
  #tellLimits({ servers }: JobsReport, functionName: string | undefined): void {
    const answers = servers.flatMap((answer) => (answer.ok ? [{ server: answer.server, ...answer.value }] : []));
    const bare = answers.filter(({ isDetailed }) => !isDetailed).map(({ server }) => server);
    if (bare.length > 0 && functionName !== undefined) {
      const exit = bare.length === answers.length ? 'UNMET' : 'PARTIAL';
      this.conclude(exit, `nobody knows which jobs of ${bare.join(', ')} are of ${functionName}`);
    } else if (bare.length > 0) {
      this.notice(`${bare.join(', ')} lists no function or age here; gearctl serve does`);
    }
    for (const { server, isDetailed, total, jobs } of answers) {
      const hidden = total - jobs.length;
      if (isDetailed && hidden > 0 && !this.isConcluded)
        this.notice(`${counted(hidden, 'job')} of ${server} not shown`);
    }
  }
}
