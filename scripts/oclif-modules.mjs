// @ts-check

/** The modules of oclif. */
const OCLIF = /[\\/]@oclif[\\/]core[\\/]lib[\\/].*\.js$/;

/** Modules of oclif, and packages that it needs, of which a command needs nothing: they find commands and show help. */
export const ONLY_FOR_HELP =
  /[\\/]node_modules[\\/](?!@oclif[\\/]core[\\/](?:package|lib[\\/](?!(?:help|ux|config)[\\/](?!util|index|config))))/;

/** Nobody looks for the sources of oclif. */
const UNMAPPED = { mappings: '' };

/**
 * Makes oclif require a module where it first uses it, instead of all of them at once: in `var ejs_1 = require("ejs")`
 * the name becomes a function and each use of it a call, and what a module exports whole becomes a getter. What no run
 * of a command needs, such as help, globbing or semver, is then not evaluated.
 *
 * @returns {import('rolldown').Plugin}
 */
export function lazyOclif() {
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
export function lightOclif() {
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
    // Each command hears of errors of stdout itself, and bin/oclif.mjs for all else.
    { file: 'lib/command.js', from: "process.stdout.on('error'", to: "(() => undefined)('error'" },
    // It finds no package.json beside the bundle, and says nothing then.
    { file: 'lib/index.js', from: '\ncheckNodeVersion();', to: '' },
    // ejs makes a function of each text, though most have nothing to fill in, and the others one of two names.
    {
      file: 'help/util.js',
      from: 'ejs_1.default.render(t, context)',
      to:
        '/<%(?!= (?:config\\.bin|command\\.id) %>)|%%>/.test(t) ? $& : ' +
        't.replace(/<%= (config|command)\\.(bin|id) %>/g, (_, of, name) => context[of][name])',
    },
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
