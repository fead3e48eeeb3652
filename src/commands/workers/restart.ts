import { WorkerIdCommand } from '../../cli/worker-id-command.js';
import { steering } from '../../operations/steer-workers.js';

export default class WorkersRestart extends WorkerIdCommand {
  static override summary = 'Have a worker begin anew with all its functions';
  static override description =
    'Its file is read again, if it has one. New jobs get new connections and new processes, and what runs may end.';
  static override examples = [
    {
      description: 'A worker that was started with --control --id img-a',
      command: '<%= config.bin %> <%= command.id %> img-a',
    },
    {
      description: 'After a deploy of what its commands are',
      command: '<%= config.bin %> <%= command.id %> web2/resize -s q1',
    },
  ];

  override run(): Promise<void> {
    return this.steer(steering('restart'));
  }
}
