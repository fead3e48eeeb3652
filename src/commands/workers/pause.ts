import { WorkerIdCommand } from '../../cli/worker-id-command.js';
import { steering } from '../../operations/steer-workers.js';

export default class WorkersPause extends WorkerIdCommand {
  static override summary = 'Have a worker take no more jobs until it is resumed';
  static override description = 'What runs may end. It stays connected, and servers do not count it meanwhile.';
  static override examples = [
    {
      description: 'A worker that was started with --control --id img-a',
      command: '<%= config.bin %> <%= command.id %> img-a',
    },
    {
      description: 'While its machine is looked after',
      command: '<%= config.bin %> <%= command.id %> web2/resize -s q1',
    },
  ];

  override run(): Promise<void> {
    return this.steer(steering('pause'));
  }
}
