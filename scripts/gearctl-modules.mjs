// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { join, parse, relative, resolve } from 'node:path';

/**
 * Lists the commands, by their ids such as `server:info`.
 *
 * @param {string} folder
 * @returns {{ id: string, path: string }[]}
 */
export function commandsIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .sort()
    .map((path) => {
      const { dir, name } = parse(path);
      const id = [...dir.split('/'), name === 'index' ? '' : name].filter(Boolean).join(':');
      return { id, path: join(folder, path) };
    });
}

/** Names the file of a command, without its ending. */
export function commandFile(/** @type {string} */ id) {
  return `commands/${id.replaceAll(':', '-')}`;
}

/** Writes the module that the file of a command starts with. */
export function commandSource(/** @type {string} */ id, /** @type {string} */ path) {
  return [
    `import { runCommand } from ${JSON.stringify(resolve('bin/command.mjs'))};`,
    `import packageJson from ${JSON.stringify(resolve('package.json'))};`,
    `import command from ${JSON.stringify(path)};`,
    `export const run = (argv, root) => runCommand(${JSON.stringify(id)}, command, argv, root, packageJson);`,
    'export { command };',
  ].join('\n');
}

/**
 * Writes the module that what asks oclif starts with: package.json, and maps of the commands, which are in files of their
 * own, and of the hooks.
 *
 * @param {{ id: string }[]} commands
 * @param {string} compiled
 */
export function programSource(commands, compiled) {
  const { hooks = {} } = JSON.parse(readFileSync('package.json', 'utf8')).oclif;
  const loaders = commands.map(
    ({ id }) => `  ${JSON.stringify(id)}: () => require('./${commandFile(id)}.cjs').command,`,
  );
  const targets = Object.values(hooks).map(({ target }) => {
    const module = resolve(compiled, relative('dist', target));
    return `  ${JSON.stringify(target)}: () => import(${JSON.stringify(module)}),`;
  });
  return [
    `import { runOclif } from ${JSON.stringify(resolve('bin/oclif.mjs'))};`,
    `import packageJson from ${JSON.stringify(resolve('package.json'))};`,
    `const commands = {\n${loaders.join('\n')}\n};`,
    `const hooks = {\n${targets.join('\n')}\n};`,
    'export const main = (argv, root) => runOclif(argv, { root, packageJson, commands, hooks });',
  ].join('\n');
}

/**
 * Supplies a module that is no file.
 *
 * @param {string} name
 * @param {string} source
 * @returns {import('rolldown').Plugin}
 */
export function virtual(name, source) {
  return {
    name: 'virtual',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? source : undefined),
  };
}

/**
 * Leaves packages out, and commands where oclif is asked, for the files that have them.
 *
 * @param {Readonly<Record<string, string>>} files
 * @returns {import('rolldown').Plugin}
 */
export function filesApart(files) {
  return {
    name: 'files-apart',
    resolveId(id) {
      if (Object.hasOwn(files, id)) return { id: `./${files[id]}.cjs`, external: true };
      return id.startsWith('./commands/') && id.endsWith('.cjs') ? { id, external: true } : undefined;
    },
  };
}

/**
 * Gives the modules that tsc emitted together with its maps, so that the map of a bundle leads to the TypeScript.
 *
 * @param {string} compiled
 * @returns {import('rolldown').Plugin}
 */
export function compiledMaps(compiled) {
  return {
    name: 'compiled-maps',
    load: {
      filter: { id: /\.build-[^\\/]+[\\/].*\.js$/ },
      handler(id) {
        if (!id.startsWith(compiled)) return undefined;
        return { code: readFileSync(id, 'utf8'), map: JSON.parse(readFileSync(`${id}.map`, 'utf8')) };
      },
    },
  };
}
