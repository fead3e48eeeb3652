import { Args, loadHelpClass } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { UsageError } from '../../errors.js';

export default class Help extends BaseCommand {
  static override summary = 'Show the help of a command';
  static override description = 'The same as --help behind the command.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> status',
    '<%= config.bin %> <%= command.id %> server info',
  ];
  static override args = {
    command: Args.string({ multiple: true, description: 'The words of the command', ignoreStdin: true }),
  };

  override async run(): Promise<void> {
    const { args } = await this.parse(Help);
    const words = args.command ?? [];
    const id = words.join(':');
    if (words.length > 0 && !this.config.findCommand(id) && !this.config.findTopic(id)) {
      throw new UsageError(`there is no command '${words.join(' ')}'`, { hint: `${this.config.bin} help` });
    }
    const HelpClass = await loadHelpClass(this.config);
    await new HelpClass(this.config, this.config.pjson.oclif.helpOptions).showHelp(words);
  }
}
