import { connectionFlags, connectionSettings } from '../../cli/flags/connection.js';
import { handleArgs, jobKeysOf, uniqueFlag } from '../../cli/flags/jobs.js';
import { journalFlag } from '../../cli/flags/journal.js';
import { outputFlags } from '../../cli/flags/output.js';
import { timeoutFlag, watchFlags } from '../../cli/flags/watch.js';
import { ListingCommand } from '../../cli/listing-command.js';
import { jobDocument, jobListing } from '../../cli/listings/job.js';
import { JobSources } from '../../operations/job-look-up/job-sources.js';
import { journalFolderOf } from '../../operations/journal-folder.js';
import { rounds } from '../../operations/rounds.js';

export default class JobStatus extends ListingCommand {
  static override summary = 'Show whether jobs wait or run, or how they ended';
  static override description =
    'Asks the servers first. How a job ended is known to the journal, if a worker of gearctl on this machine had it, and to' +
    ' servers that keep outcomes (serve --results); otherwise nobody can tell a job that has ended from one that never' +
    ' existed. Exit code 0: something is known of every job. 4: of none. 3: of some.';
  static override examples = [
    { description: 'One job', command: '<%= config.bin %> <%= command.id %> H:q1:8841' },
    { description: 'By unique ID, again and again', command: '<%= config.bin %> <%= command.id %> -u invoice-77 -w' },
  ];
  static override usage = '<%= command.id %> HANDLE...|-u ID [FLAGS]';
  static override args = handleArgs;
  static override schema = 'job';
  static override flags = {
    ...connectionFlags,
    ...outputFlags,
    ...watchFlags,
    timeout: timeoutFlag,
    unique: uniqueFlag,
    journal: journalFlag,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(JobStatus);
    const keys = jobKeysOf(args.handle, flags.unique);
    const printer = await this.printer(jobListing, flags, flags.watch);
    const signal = this.interruptible(flags.timeout);
    const folder = journalFolderOf(flags.journal, this.env);
    await using sources = new JobSources(await connectionSettings(flags, this.env), folder, signal);
    const lookUp = sources.lookUp();
    const look = () => Promise.all(keys.map((key) => lookUp.look(key)));
    for await (const jobs of rounds(look, flags.interval, signal)) {
      const time = new Date();
      await printer.print({ rows: jobs, document: jobDocument(jobs, time), time });
      if (flags.watch) continue;
      const unknown = jobs.filter(({ state }) => state === 'unknown').length;
      if (unknown > 0) this.conclude(unknown === jobs.length ? 'NOT_FOUND' : 'PARTIAL');
      return;
    }
  }
}
