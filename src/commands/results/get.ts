import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { connectionFlags, connectionSettings } from '../../cli/flags/connection.js';
import { journalFlag } from '../../cli/flags/journal.js';
import { jsonFlags } from '../../cli/flags/output.js';
import { timeoutFlag } from '../../cli/flags/watch.js';
import { resultJson } from '../../cli/listings/results.js';
import { bytesJson } from '../../cli/output/bytes-json.js';
import { journalFolderOf } from '../../operations/journal-folder.js';
import { findResult } from '../../operations/query-results.js';
import { ServerPool } from '../../operations/server-pool.js';

export default class ResultsGet extends BaseCommand {
  static override summary = 'Print what a job came to';
  static override description =
    'Writes the bytes of the result to stdout, or what an exception says, and nothing else. They come from the journal of' +
    ' the workers on this machine or from a server that keeps outcomes (serve --results). Exit code 4: nobody knows. 3: not' +
    ' all of the result was kept.';
  static override examples = [
    { description: 'The result, byte for byte', command: '<%= config.bin %> <%= command.id %> H:q1:8841 > report.pdf' },
    { description: 'How it ended, too', command: '<%= config.bin %> <%= command.id %> H:q1:8841 --json' },
  ];
  static override usage = '<%= command.id %> HANDLE [FLAGS]';
  static override schema = 'job-result';
  static override args = { handle: Args.string({ ignoreStdin: true, required: true, description: 'The job' }) };
  static override flags = { ...connectionFlags, ...jsonFlags, timeout: timeoutFlag, journal: journalFlag };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ResultsGet);
    const signal = this.interruptible(flags.timeout);
    await using pool = new ServerPool(await connectionSettings(flags, this.env), signal);
    const found = await findResult(pool, journalFolderOf(flags.journal, this.env), args.handle);
    const { handle, outcome, message, bytes, truncated, result } = found;
    if (flags.json || flags.jsonl) {
      const lead = flags.json ? { schema: 'gearctl/job-result/1' } : { type: 'result' };
      this.stdout.write(`${JSON.stringify({ ...lead, ...resultJson(found), ...bytesJson(result) })}\n`);
    } else {
      this.stdout.write(result);
    }
    if (outcome !== 'complete') this.notice(`${handle} ended with ${outcome}${message === null ? '' : `: ${message}`}`);
    if (truncated) this.conclude('PARTIAL', `only the first ${result.length} of ${bytes} bytes are kept`);
  }
}
