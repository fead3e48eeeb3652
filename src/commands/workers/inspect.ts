import { WorkerIdCommand } from '../../cli/worker-id-command.js';
import { steering } from '../../operations/steer-workers.js';

export default class WorkersInspect extends WorkerIdCommand {
  static override summary = 'Show what a worker does: its functions, and each job under way';
  static override description =
    'It answers though all its slots are busy. The worker takes commands if it was started with --control.';
  static override examples = [
    {
      description: 'A worker that was started with --control --id img-a',
      command: '<%= config.bin %> <%= command.id %> img-a',
    },
    { description: 'As JSON: what runs, since when', command: '<%= config.bin %> <%= command.id %> img-a --json' },
  ];

  override run(): Promise<void> {
    return this.steer(steering('inspect'));
  }
}
