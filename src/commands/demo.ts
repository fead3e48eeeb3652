import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import type { Paint } from '../cli/color.js';
import { statusDocument, statusListing, statusRows } from '../cli/listings/status.js';
import { glyphsFor, glyphsOf } from '../cli/output/glyphs.js';
import { printable } from '../cli/output/printable.js';
import { RowPrinter } from '../cli/output/row-printer.js';
import { type DemoStep, runDemo } from '../operations/run-demo.js';

const INDENT = '   ';

export default class Demo extends BaseCommand {
  static override summary = 'Watch a job server, a worker and a job at work';
  static override description = [
    'Starts a job server on a free port of this machine, submits a job, and runs a worker that does it. Shows each step,',
    'the commands that do the same, and what the server has to say in between; checks the result; and stops it all again.',
    'It takes less than a second and leaves nothing behind.',
  ].join(' ');
  static override examples = [
    { description: 'On a free port', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'On the usual port', command: '<%= config.bin %> <%= command.id %> --port 4730' },
  ];
  static override usage = '<%= command.id %> [FLAGS]';
  static override flags = {
    port: Flags.integer({
      min: 0,
      max: 65_535,
      default: 0,
      description: 'The port of the job server; 0 is a free one',
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Demo);
    const { root } = this.config;
    const paint = await this.paint(this.stdout);
    const steps = runDemo({
      port: flags.port,
      files: [`${root}/README.md`, `${root}/package.json`],
      ...{ env: { ...this.env }, pid: process.pid, signal: this.interruptible() },
    });
    let number = 0;
    for await (const step of steps) await this.#show(step, ++number, paint);
    const commands = ['serve', 'submit --help', 'work --help'].map((command) => paint.cyan(`gearctl ${command}`));
    this.stdout.write(`\nServer and worker are stopped, nothing is left behind.\nGo on with ${commands.join(', ')}\n`);
  }

  async #show({ title, commands, status, outcome }: DemoStep, number: number, paint: Paint): Promise<void> {
    const lines = commands.map((command) => `${INDENT}${paint.dim('$')} ${paint.cyan(command)}\n`);
    this.stdout.write(`${number === 1 ? '' : '\n'}${paint.bold(`${number}. ${printable(title)}`)}\n${lines.join('')}`);
    const glyphs = glyphsFor(this.env);
    if (status !== undefined) {
      const indented = { write: (table: string) => this.stdout.write(table.replace(/^(?=.)/gm, INDENT)) };
      const listing = statusListing({ byPriority: false, byServer: false });
      const printer = new RowPrinter(listing, { format: 'table', paint, glyphs }, indented);
      await printer.print({ rows: statusRows(status, false), document: statusDocument(status), time: status.time });
    }
    if (outcome !== undefined) {
      const sign = paint.green(glyphs === glyphsOf('light') ? '✓' : 'ok:');
      this.stdout.write(`${INDENT}${printable(outcome.result)}\n${INDENT}${sign} ${printable(outcome.check)}\n`);
    }
  }
}
