import { BaseCommand } from '../cli/base-command.js';
import { DEMO_COMMAND, DEMO_FUNCTION, runDemo } from '../operations/run-demo.js';

/** The columns of `status`, as wide as the demo needs them. */
const COLUMNS = ['FUNCTION', 'WAITING', 'RUNNING', 'WORKERS'] as const;

export default class Demo extends BaseCommand {
  static override summary = 'See a job go through a job server into a command and back';
  static override description = [
    'Starts a job server on a free port of this machine, submits a file, runs a worker that counts its lines, prints the',
    'result and what was run, and ends. Nothing is left behind.',
  ].join('\n');
  static override examples = [
    { description: 'The whole of it', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'Is everything installed?',
      command: '<%= config.bin %> <%= command.id %> > /dev/null && echo it works',
    },
  ];

  override async run(): Promise<void> {
    await this.parse(Demo);
    const paint = await this.paint(this.stdout);
    const file = `${this.config.root}/README.md`;
    const wish = { file, environment: { ...this.env }, pid: process.pid, signal: this.interruptible(30_000) };
    const say = (...lines: string[]) => this.stdout.write(`${lines.join('\n')}\n`);
    const typed = (line: string, comment = '') => say('', `${paint.bold(`$ ${line}`)}${paint.dim(comment)}`);
    const table = (status: readonly { functionName: string; total: number; running: number; workers: number }[]) => {
      typed('gearctl status');
      say(paint.dim(COLUMNS.map((name, at) => (at === 0 ? name.padEnd(10) : name.padStart(9))).join('')));
      for (const { functionName, total, running, workers } of status) {
        const numbers = [total - running, running, workers].map((number) => String(number).padStart(9)).join('');
        say(`${functionName.padEnd(10)}${numbers}${workers === 0 ? paint.red('  no worker') : ''}`);
      }
    };
    say(paint.bold('One job, from a file through a job server into a command and back'));
    for await (const step of runDemo(wish)) {
      if (step.type === 'serving') {
        typed('gearctl serve --listen 127.0.0.1:0 &', '          # a job server, on a free port');
        say(step.address);
        typed(`export GEARMAN_SERVERS=${step.address}`);
      } else if (step.type === 'submitted') {
        typed(`gearctl submit ${DEMO_FUNCTION} < README.md &`, '             # a job: its stdin is the file');
        say(paint.dim(`${step.handle}: ${step.bytes} bytes, waiting for a worker`));
        table(step.status);
      } else if (step.type === 'working') {
        typed(
          `gearctl work ${DEMO_FUNCTION} -- ${DEMO_COMMAND.join(' ')} &`,
          '               # a worker: a command for each job',
        );
      } else {
        say(`${paint.green(step.text.trim())}${paint.dim(`      the result, after ${step.durationMs.toFixed(0)} ms`)}`);
        table(step.status);
      }
    }
    say('', `${paint.green('It works.')} The server, the worker and its command have ended; nothing is left behind.`);
  }
}
