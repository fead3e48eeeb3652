import { Flags } from '@oclif/core';
import { connectionFlags, connectionSettings } from '../../cli/flags/connection.js';
import { oneOf } from '../../cli/flags/groups.js';
import { handleArgs, jobKeysOf, uniqueFlag } from '../../cli/flags/jobs.js';
import { journalFlag } from '../../cli/flags/journal.js';
import { outputFlags } from '../../cli/flags/output.js';
import { timeoutFlag } from '../../cli/flags/watch.js';
import { exitOfEnded } from '../../cli/job-exit.js';
import { ListingCommand } from '../../cli/listing-command.js';
import { type JobViewRow, jobDocument, jobListing } from '../../cli/listings/job.js';
import { JobSources } from '../../operations/job-look-up/job-sources.js';
import { waitForJobs } from '../../operations/job-look-up/wait-for-jobs.js';
import { journalFolderOf } from '../../operations/journal-folder.js';

export default class JobWait extends ListingCommand {
  static override summary = 'Wait until jobs have ended';
  static override description = [
    'How a job ended is known at once where its server keeps outcomes (serve --results) or a worker of gearctl on this' +
      ' machine had it. Of other jobs the servers are asked every few seconds whether they are still there; once they are' +
      ' not, the outcome is unknown.',
    'Exit code 0: complete, or ended with an unknown outcome. 1: failed. 2: an exception. 3: not all alike. 4: no server' +
      ' knows the job, and nobody how it ended. 124: the time has passed.',
  ].join('\n\n');
  static override examples = [
    { description: 'Ten minutes at most', command: '<%= config.bin %> <%= command.id %> H:q1:8841 -t 10m' },
    { description: 'The first of several', command: '<%= config.bin %> <%= command.id %> --any H:q1:7 H:q1:8 --json' },
  ];
  static override usage = '<%= command.id %> HANDLE...|-u ID [FLAGS]';
  static override args = handleArgs;
  static override schema = 'job';
  static override flags = {
    ...connectionFlags,
    ...outputFlags,
    timeout: timeoutFlag,
    unique: uniqueFlag,
    ...oneOf({
      any: Flags.boolean({ description: 'Until one of them has ended' }),
      all: Flags.boolean({ description: 'Until all have ended (the default)' }),
    }),
    journal: journalFlag,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(JobWait);
    const keys = jobKeysOf(args.handle, flags.unique);
    const printer = await this.printer(jobListing, flags);
    const signal = this.interruptible(flags.timeout);
    const folder = journalFolderOf(flags.journal, this.env);
    await using jobSources = new JobSources(await connectionSettings(flags, this.env), folder, signal);
    let isTold = false;
    const sources = await jobSources.forWaiting((error) => {
      if (!isTold) this.notice(`${error.message}; waiting goes on`);
      isTold = true;
    });
    const ended: JobViewRow[] = [];
    // A table or a document is one of all jobs.
    const isStreamed = printer.format !== 'table' && printer.format !== 'json';
    const print = (rows: readonly JobViewRow[]) => {
      const time = new Date();
      return printer.print({ rows, document: jobDocument(rows, time), time });
    };
    for await (const job of waitForJobs({ keys, any: flags.any, accepted: false }, sources, signal)) {
      ended.push(job);
      if (isStreamed) await print([job]);
    }
    if (!isStreamed) await print(ended);
    this.conclude(exitOfEnded(ended));
  }
}
