// @ts-check
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, parse, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const ENTRY = 'gearctl:entry';
const OCLIF = /[\\/]@oclif[\\/]core[\\/]lib[\\/].*\.js$/;

/** Nobody looks for the sources of oclif. */
const UNMAPPED = { mappings: '' };

/**
 * Bundles gearctl: oclif and all commands in one file. Exports `main(root, packageJson)`. A command is evaluated when it
 * is run, and what oclif needs for help when help is shown.
 *
 * @param {string} compiled The folder with what tsc emitted.
 * @param {string} file
 */
export function bundleGearctl(compiled, file) {
  return bundle(compiled, ENTRY, [entry(resolve(compiled)), lightOclif(), lazyOclif()], file);
}

/**
 * Bundles a program that replaces one of Gearman's own tools. Exports `main(argv, io)`.
 *
 * @param {string} compiled The folder with what tsc emitted.
 * @param {string} main The program's module in it.
 * @param {string} file
 */
export function bundleDropIn(compiled, main, file) {
  return bundle(compiled, resolve(compiled, main), [], file);
}

/**
 * Writes a file that holds one expression, a function of (exports, require, __filename, __dirname), and above it the
 * digest of what follows. Every module in it is evaluated when it is first needed. Beside it lies a map to the sources,
 * for nobody but who prints a stack.
 *
 * @param {string} compiled
 * @param {string} input
 * @param {import('rolldown').Plugin[]} plugins
 * @param {string} file
 */
async function bundle(compiled, input, plugins, file) {
  const bundler = await rolldown({
    input,
    // The names of the modules, which stand in the bundle as comments, are relative to this folder.
    cwd: resolve(compiled),
    platform: 'node',
    // oclif looks for the compiler in development only. The others are large and seldom used, and one reads a file of
    // its own: they are required where they are installed.
    external: ['typescript', 'node-sqlite3-wasm', '@peculiar/x509'],
    plugins: [...plugins, compiledMaps(resolve(compiled))],
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(`rolldown: ${log.message}`);
    },
  });
  const { output } = await bundler.generate({
    format: 'cjs',
    codeSplitting: false,
    strictExecutionOrder: true,
    dynamicImportInCjs: false,
    sourcemap: 'hidden',
  });
  await bundler.close();
  mkdirSync(dirname(file), { recursive: true });
  const code = inAscii(withLazyNode(output[0].code));
  const expression = `(function (exports, require, __filename, __dirname) {\n${code}})\n`;
  const digest = createHash('sha256').update(expression).digest('base64url');
  writeFileSync(file, `// ${digest}\n${expression}`);
  writeFileSync(`${file}.map`, sourceMap(output[0].map, resolve(compiled, 'dist')));
}

/**
 * Gives the modules that tsc emitted together with its maps, so that the map of the bundle leads to the TypeScript.
 *
 * @returns {import('rolldown').Plugin}
 */
function compiledMaps(/** @type {string} */ compiled) {
  return {
    name: 'compiled-maps',
    load: {
      filter: { id: /\.js$/ },
      handler(id) {
        if (!id.startsWith(compiled)) return undefined;
        return { code: readFileSync(id, 'utf8'), map: JSON.parse(readFileSync(`${id}.map`, 'utf8')) };
      },
    },
  };
}

/**
 * Writes a map: two lines further down, for those above the code, and with sources named from the root of the package.
 *
 * @param {import('rolldown').SourceMap | null} map
 * @param {string} base The folder that its sources are relative to.
 */
function sourceMap(map, base) {
  if (map === null) throw new Error('rolldown gave no source map');
  const sources = map.sources.map((source) => relative('.', resolve(base, source)));
  return JSON.stringify({ version: 3, names: [], sources, mappings: `;;${map.mappings}` });
}

/**
 * Supplies the module that the bundle starts with: maps of the commands and of the hooks in front of the program.
 *
 * @returns {import('rolldown').Plugin}
 */
function entry(/** @type {string} */ compiled) {
  const folder = join(compiled, 'commands');
  const commands = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .sort()
    .map((path) => {
      const { dir, name } = parse(path);
      const id = [...dir.split('/'), name === 'index' ? '' : name].filter(Boolean).join(':');
      return `  ${JSON.stringify(id)}: () => import(${JSON.stringify(join(folder, path))}),`;
    });
  const { hooks = {} } = JSON.parse(readFileSync('package.json', 'utf8')).oclif;
  const targets = Object.values(hooks).map(({ target }) => {
    return `  ${JSON.stringify(target)}: () => import(${JSON.stringify(join(compiled, relative('dist', target)))}),`;
  });
  const source = [
    `import { main } from ${JSON.stringify(resolve('bin/main.mjs'))};`,
    `const commands = {\n${commands.join('\n')}\n};`,
    `const hooks = {\n${targets.join('\n')}\n};`,
    'const run = (root, packageJson) => main(root, packageJson, { commands, hooks });',
    'export { run as main };',
  ];
  return {
    name: 'entry',
    resolveId: (id) => (id === ENTRY ? id : undefined),
    load: (id) => (id === ENTRY ? source.join('\n') : undefined),
  };
}

/**
 * Makes oclif require a module where it first uses it, instead of all of them at once: in `var ejs_1 = require("ejs")`
 * the name becomes a function and each use of it a call, and what a module exports whole becomes a getter. What no run
 * of a command needs, such as help, globbing or semver, is then not evaluated.
 *
 * @returns {import('rolldown').Plugin}
 */
function lazyOclif() {
  const required = /(?:const|var) (\w+_\d+|semver) = ((?:__import(?:Default|Star)\()?require\(["'][^"']+["']\)\)?);/;
  const exported = /^exports\.(\w+) = (__importStar\(require\("[^"]+"\)\));$/gm;
  return {
    name: 'lazy-oclif',
    transform: {
      filter: { id: OCLIF },
      handler(code) {
        const names = Array.from(code.matchAll(new RegExp(required, 'g')), ([, name]) => name);
        const uses = new RegExp(`(?<![\\w$.])(${names.join('|')})(?=[.)])`, 'g');
        const called = names.length === 0 ? code : code.replace(uses, '($1())');
        const lazy = called
          .replace(new RegExp(required, 'g'), 'const $1 = () => $2;')
          .replace(exported, 'Object.defineProperty(exports, "$1", { enumerable: true, get: () => $2 });');
        return { code: lazy, map: UNMAPPED };
      },
    },
  };
}

/**
 * Spares oclif what takes milliseconds and changes nothing here, and gives it the hooks.
 *
 * @returns {import('rolldown').Plugin}
 */
function lightOclif() {
  const edits = [
    // The commands stand in the manifest in order; to sort them by the rules of a language loads those rules.
    { file: 'config/plugin.js', from: '.sort((a, b) => a.id.localeCompare(b.id))', to: '' },
    // Hooks are part of the bundle as commands are; the plugin of the program has them.
    {
      file: 'config/config.js',
      from: 'await (0, module_loader_1.loadWithData)(p, await (0, ts_path_1.tsPath)(p.root, hook.target, p))',
      to: 'await p.loadHook(hook.target)',
    },
    // The package debug writes nothing unless DEBUG is set.
    { file: 'lib/logger.js', from: '(0, debug_1.default)(namespace)', to: 'process.env.DEBUG ? $& : () => {}' },
    // What is certainly not the Windows Subsystem for Linux needs no closer look.
    {
      file: 'util/os.js',
      from: "(await import('wsl-utils')).isWsl",
      to: "(0, node_os_1.release)().toLowerCase().includes('microsoft') && $&",
    },
    // The first use of node:fs/promises loads it and starts threads.
    {
      file: 'util/fs.js',
      from: "await (0, promises_1.readFile)(path, 'utf8')",
      to: "(0, node_fs_1.readFileSync)(path, 'utf8')",
    },
  ];
  return {
    name: 'light-oclif',
    transform: {
      filter: { id: OCLIF },
      handler(code, id) {
        const edit = edits.find(({ file }) => id.replaceAll('\\', '/').endsWith(`/${file}`));
        if (edit === undefined) return undefined;
        if (!code.includes(edit.from)) throw new Error(`${id} no longer has ${edit.from}`);
        return { code: code.replace(edit.from, edit.to), map: UNMAPPED };
      },
    },
  };
}

/** Makes a bundle require a module of Node where it first uses it: node:tls and node:crypto alone take milliseconds. */
function withLazyNode(/** @type {string} */ code) {
  const required = /^let (node_\w+) = (require\("node:[^"]+"\));(?:\n\1 = (\S+\()\1(, 1\));)?$/gm;
  const names = Array.from(code.matchAll(required), ([, name]) => name);
  const uses = new RegExp(`(?<![\\w$.])(${names.join('|')})(?=\\.)`, 'g');
  // What were two lines stay two, for the map counts lines.
  const lazily = (/** @type {string[]} */ [all = '', name, load, wrap = '', end = '']) =>
    `const ${name} = onFirstUse(() => ${wrap}${load}${end});${all.includes('\n') ? '\n' : ''}`;
  return code.replace(uses, '($1())').replace(required, (...match) => lazily(match)) + ON_FIRST_USE;
}

const ON_FIRST_USE = `
function onFirstUse(load) {
  let loaded;
  return () => (loaded ??= load());
}
`;

/** Escapes what is not ASCII. V8 keeps such a text in half the memory, and it is read without being decoded. */
function inAscii(/** @type {string} */ code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
