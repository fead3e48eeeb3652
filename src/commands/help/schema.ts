import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { SCHEMAS } from '../../cli/schemas/index.js';
import { NotFoundError } from '../../errors.js';

export default class HelpSchema extends BaseCommand {
  static override summary = 'Show the JSON Schema of a JSON output';
  static override description = 'Without a name it lists the names there are. A schema only grows within its number.';
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> status'];
  static override args = {
    name: Args.string({ description: 'The name of the schema, such as status', ignoreStdin: true }),
  };

  override async run(): Promise<void> {
    const { args } = await this.parse(HelpSchema);
    const names = Object.keys(SCHEMAS);
    if (args.name === undefined) {
      this.stdout.write(names.map((name) => `${name}\n`).join(''));
      return;
    }
    const schema = SCHEMAS[args.name];
    if (schema === undefined) {
      throw new NotFoundError(`there is no schema '${args.name}'`, { hint: `one of ${names.join(', ')}` });
    }
    this.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
  }
}
