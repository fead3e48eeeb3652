// @ts-check
import { Config } from '@oclif/core';

/**
 * @typedef {import('@oclif/core').Command.Class & { runIn(argv: string[], config: Config): Promise<void> }} CommandClass
 * @typedef {import('@oclif/core').Interfaces.PJSON} PackageJson
 */

/**
 * Runs a command, and spares what oclif would find out about all others.
 *
 * @param {string} id
 * @param {CommandClass} command
 * @param {string[]} argv All words, those of the command in front.
 * @param {string} root The folder of package.json.
 * @param {PackageJson} packageJson
 * @returns {Promise<void>}
 */
export async function runCommand(id, command, argv, root, packageJson) {
  const words = argv.slice(id.split(':').length);
  command.id = id;
  try {
    await command.runIn(words, new CommandConfig(root, packageJson));
  } catch (error) {
    // Commands show their own errors and end with an exit status; little gets here.
    const { endEscaped } = await import('./escaped.mjs');
    await endEscaped(error, argv);
  }
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
