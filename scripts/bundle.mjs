// @ts-check
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { bundleFile, withLazyRequires } from './bundle-text.mjs';
import {
  commandFile,
  commandSource,
  commandsIn,
  compiledMaps,
  filesApart,
  programSource,
  virtual,
} from './gearctl-modules.mjs';
import { lazyOclif, lightOclif, ONLY_FOR_HELP } from './oclif-modules.mjs';
import { bundleScreen, screenApart, withImportedScreen } from './screen.mjs';

/** Packages that the files of gearctl share, and the names of the files they are in. */
const SHARED = { '@oclif/core': 'oclif', chalk: 'chalk', 'cli-table3': 'cli-table3', yaml: 'yaml' };

/** Packages that are required where they are installed: large ones, seldom used, one of which reads a file of its own. */
const INSTALLED = ['typescript', 'node-sqlite3-wasm', '@peculiar/x509'];

/**
 * What only help needs of oclif is in a file besides.
 *
 * @type {import('rolldown').CodeSplittingOptions}
 */
const HELP_APART = {
  includeDependenciesRecursively: false,
  groups: [{ name: 'help', test: ONLY_FOR_HELP, tags: ['$initial'] }],
};

/**
 * What is imported later is in files besides.
 *
 * @type {import('rolldown').CodeSplittingOptions}
 */
const LATER_APART = { groups: [{ name: 'main', tags: ['$initial'] }] };

/**
 * Bundles gearctl: each command is a file with all that a run of it needs, and exports `run(argv, root)` and `command`;
 * `main.cjs` asks oclif, and exports `main(argv, root)`. Packages are in files that those share.
 *
 * @param {string} compiled The folder with what tsc emitted.
 * @param {string} folder
 */
export async function bundleGearctl(compiled, folder) {
  const commands = commandsIn(resolve(compiled, 'commands'));
  const ours = (/** @type {string} */ name, /** @type {string} */ source) =>
    bundle(folder, name, compiled, [virtual(name, source), filesApart(SHARED), screenApart()], name);
  await Promise.all([
    bundleScreen(compiled, folder),
    ...Object.entries(SHARED).map(([name, file]) =>
      bundle(folder, file, '.', [lightOclif(), lazyOclif()], name, file === 'oclif' && HELP_APART),
    ),
    ours('main', programSource(commands, compiled)),
    ...commands.map(({ id, path }) => ours(commandFile(id), commandSource(id, path))),
  ]);
}

/**
 * Bundles a program that replaces one of Gearman's own tools. Its `main.cjs` exports `main(argv, io)`, and has all that the
 * program imports when it starts; what it imports later is in files besides.
 *
 * @param {string} compiled The folder with what tsc emitted.
 * @param {string} main The program's module in it.
 * @param {string} folder
 */
export function bundleDropIn(compiled, main, folder) {
  return bundle(folder, 'main', compiled, [], resolve(compiled, main), LATER_APART);
}

/**
 * Writes a bundle into `folder`, for boot.js. A file holds one expression, a function of what a module is given, and above
 * it the digest of that. A module is evaluated when it is first needed, and what only help needs is in a file besides.
 * Beside a file lies a map to the sources, for nobody but who prints a stack.
 *
 * @param {string} folder
 * @param {string} name
 * @param {string} base The folder that names of modules, which stand in the bundle as comments, are relative to.
 * @param {import('rolldown').Plugin[]} plugins
 * @param {string} input
 * @param {import('rolldown').OutputOptions['codeSplitting']} splitting What goes into which file; usually all into one.
 */
async function bundle(folder, name, base, plugins, input, splitting = false) {
  const bundler = await rolldown({
    input: { [name]: input },
    cwd: resolve(base),
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    external: INSTALLED,
    plugins: [...plugins, compiledMaps(resolve(base))],
    // V8 would compile all modules at once, also those that are never evaluated.
    optimization: { pifeForModuleWrappers: false },
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(`rolldown: ${log.message}`);
    },
  });
  const { output } = await bundler.generate({
    format: 'cjs',
    exports: input === 'chalk' ? 'named' : 'auto',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    codeSplitting: splitting,
    strictExecutionOrder: splitting === HELP_APART,
    dynamicImportInCjs: false,
    // Whoever reads follows the map to the sources.
    comments: { jsdoc: false },
    sourcemap: 'hidden',
  });
  await bundler.close();
  for (const chunk of output) if (chunk.type === 'chunk') write(folder, chunk, resolve(base, 'dist'));
}

/**
 * Writes a file and its map.
 *
 * @param {string} folder
 * @param {import('rolldown').OutputChunk} chunk
 * @param {string} madeIn The folder that rolldown takes for that of the file.
 */
function write(folder, { fileName, code, map }, madeIn) {
  const file = join(folder, fileName);
  mkdirSync(dirname(file), { recursive: true });
  const digestOf = (/** @type {string} */ text) => createHash('sha256').update(text).digest('base64url');
  writeFileSync(file, bundleFile(withLazyRequires(withImportedScreen(code)), digestOf));
  // What has nothing but packages in it has none.
  if (map !== null) writeFileSync(`${file}.map`, sourceMap(map, resolve(madeIn, dirname(fileName))));
}

/**
 * Writes a map: two lines further down, for those above the code, and with sources named from the root of the package.
 *
 * @param {import('rolldown').SourceMap} map
 * @param {string} base The folder that its sources are relative to.
 */
function sourceMap(map, base) {
  const sources = map.sources.map((source) => relative('.', resolve(base, source)));
  return JSON.stringify({ version: 3, names: [], sources, mappings: `;;${map.mappings}` });
}
