// @ts-check
import { Config } from '@oclif/core';

/**
 * @typedef {import('@oclif/core').Command.Class & { runIn(argv: string[], config: Config): Promise<void> }} CommandClass
 * @typedef {import('@oclif/core').Interfaces.PJSON} PackageJson
 */

/**
 * Runs a command, and spares what oclif would find out about all others. Tells whether it did: where the command line may
 * mean something else, it does nothing.
 *
 * @param {string} id
 * @param {CommandClass} command
 * @param {string[]} argv All words, those of the command in front.
 * @param {string} root The folder of package.json.
 * @param {PackageJson} packageJson
 * @returns {Promise<boolean>}
 */
export async function runCommand(id, command, argv, root, packageJson) {
  const words = argv.slice(id.split(':').length);
  // Behind a command that takes no words oclif takes one for part of the command's name.
  const takesWords = command.strict === false || Object.keys(command.args).length > 0;
  if (!takesWords && words[0] !== undefined && !/^-|=/.test(words[0])) return false;
  command.id = id;
  try {
    await command.runIn(words, new CommandConfig(root, packageJson));
  } catch (error) {
    // Commands show their own errors and end with an exit status; little gets here.
    const { endEscaped } = await import('./escaped.mjs');
    await endEscaped(error, argv);
  }
  return true;
}

/** As much of oclif's config as a command needs that is known to be there; of other commands it knows nothing. */
class CommandConfig extends Config {
  constructor(/** @type {string} */ root, /** @type {PackageJson} */ packageJson) {
    super({ root });
    const { name, version, oclif } = packageJson;
    Object.assign(this, { root, pjson: packageJson, name, version, bin: oclif.bin ?? name, topicSeparator: ' ' });
    this.userAgent = `${name}/${version} ${process.platform}-${process.arch} node-${process.version}`;
  }

  /** There are no hooks but for help. @override */
  async runHook() {
    return { successes: [], failures: [] };
  }
}
