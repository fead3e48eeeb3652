import { WorkerIdCommand } from '../../cli/worker-id-command.js';
import { steering } from '../../operations/steer-workers.js';

export default class WorkersStop extends WorkerIdCommand {
  static override summary = 'Have a worker end when its running jobs have ended';
  static override description = 'It does what it does on SIGTERM.';
  static override examples = [
    {
      description: 'A worker that was started with --control --id img-a',
      command: '<%= config.bin %> <%= command.id %> img-a',
    },
    {
      description: 'Give up if it does not answer in time',
      command: '<%= config.bin %> <%= command.id %> img-a -t 5s',
    },
  ];

  override run(): Promise<void> {
    return this.steer(steering('stop'));
  }
}
