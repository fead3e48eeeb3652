// @ts-check
import { Plugin } from '@oclif/core/config';
import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';

/**
 * What the bundle has for oclif: the modules of the commands, by their ids such as `server:info`, and those of the hooks,
 * by their targets in package.json.
 *
 * @typedef {{
 *   commands: Record<string, () => Promise<{ default: import('@oclif/core').Command.Class }>>,
 *   hooks: Record<string, () => Promise<object>>,
 * }} Modules
 */

/**
 * Hands the command line to oclif, which finds the command by oclif.manifest.json and runs it, and ends the process for
 * what no command has dealt with. Tells whether there was such a command.
 *
 * @param {string} root The folder of package.json.
 * @param {import('@oclif/core/interfaces').PJSON} pjson What package.json says.
 * @param {Modules} modules
 * @returns {Promise<boolean>}
 */
export async function main(root, pjson, modules) {
  // The commands are built, so there are no TypeScript sources to look for, whatever NODE_ENV says.
  settings.enableAutoTranspile = false;

  // A reader that has seen enough, as in `gearctl … | head`, is no failure: end like a program that SIGPIPE stops.
  process.stdout.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
    process.exit(141);
  });

  const argv = process.argv.slice(2);
  try {
    const plugin = new BundledPlugin(root, pjson, modules);
    await plugin.load();
    await run(argv, { root, plugins: new Map([[plugin.name, plugin]]) });
    return true;
  } catch (error) {
    // Commands show their own errors and end with an exit status; little gets here, so how to show it loads only now.
    const { reportEscaped } = await import('./escaped.mjs');
    const { text, status } = await reportEscaped(error, argv);
    process.stderr.write(text);
    process.stdout.write('', () => process.exit(status));
    return false;
  }
}

/** gearctl as oclif sees it: package.json and the manifest are files, commands and hooks are part of the bundle. */
class BundledPlugin extends Plugin {
  #modules;

  constructor(
    /** @type {string} */ root,
    /** @type {import('@oclif/core/interfaces').PJSON} */ pjson,
    /** @type {Modules} */ modules,
  ) {
    super({ root, pjson, isRoot: true });
    this.#modules = modules;
  }

  /** @override */
  async findCommand(/** @type {string} */ id) {
    const load = this.#modules.commands[id];
    if (load === undefined) throw new Error(`the manifest has a command that the bundle lacks: ${id}`);
    const command = (await load()).default;
    command.id = id;
    command.plugin = this;
    return command;
  }

  /** Loads the module of a hook, for oclif's runner of hooks. */
  async loadHook(/** @type {string} */ target) {
    return { filePath: target, isESM: true, module: await this.#modules.hooks[target]?.() };
  }
}
