import { WorkerIdCommand } from '../../cli/worker-id-command.js';
import { steering } from '../../operations/steer-workers.js';

export default class WorkersResume extends WorkerIdCommand {
  static override summary = 'Have a worker take jobs again that was paused';
  static override description = 'One that takes jobs already goes on as it does.';
  static override examples = [
    {
      description: 'A worker that was started with --control --id img-a',
      command: '<%= config.bin %> <%= command.id %> img-a',
    },
    { description: 'On another server', command: '<%= config.bin %> <%= command.id %> web2/resize -s q1' },
  ];

  override run(): Promise<void> {
    return this.steer(steering('resume'));
  }
}
