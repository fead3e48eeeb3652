// @ts-check
import { Plugin, run, settings } from '@oclif/core';

/**
 * What the bundle has for oclif: package.json and its folder, what loads the commands, by their ids such as
 * `server:info`, and the hooks, by their targets in package.json.
 *
 * @typedef {{
 *   root: string,
 *   packageJson: import('@oclif/core').Interfaces.PJSON,
 *   commands: Record<string, () => import('@oclif/core').Command.Class>,
 *   hooks: Record<string, () => Promise<object>>,
 * }} Program
 */

/**
 * Hands the command line to oclif, which shows help or the version, or runs a command, and ends the process for what no
 * command has dealt with. Tells whether all went well.
 *
 * @param {string[]} argv
 * @param {Program} program
 * @returns {Promise<boolean>}
 */
export async function runOclif(argv, program) {
  // The commands are built, so there are no TypeScript sources to look for, whatever NODE_ENV says.
  settings.enableAutoTranspile = false;

  // A reader that has seen enough, as in `gearctl … | head`, is no failure: end like a program that SIGPIPE stops.
  process.stdout.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
    process.exit(141);
  });

  try {
    const plugin = new BundledPlugin(program);
    await plugin.load();
    await run(argv, { root: program.root, plugins: new Map([[plugin.name, plugin]]) });
    return true;
  } catch (error) {
    const { endEscaped } = await import('./escaped.mjs');
    await endEscaped(error, argv);
    return false;
  }
}

/** gearctl as oclif sees it: the manifest is a file, all else is part of the bundle. */
class BundledPlugin extends Plugin {
  #program;

  constructor(/** @type {Program} */ program) {
    super({ root: program.root, pjson: program.packageJson, isRoot: true });
    this.#program = program;
  }

  /** @override */
  async findCommand(/** @type {string} */ id) {
    const load = this.#program.commands[id];
    if (load === undefined) throw new Error(`the manifest has a command that the bundle lacks: ${id}`);
    const command = load();
    command.id = id;
    command.plugin = this;
    return command;
  }

  /** Loads the module of a hook, for oclif's runner of hooks. */
  async loadHook(/** @type {string} */ target) {
    return { filePath: target, isESM: true, module: await this.#program.hooks[target]?.() };
  }
}
