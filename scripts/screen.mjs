// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

/** The module that draws with ink, and the file beside those of gearctl that it is in. */
const SCREEN = 'tui/app/ink-screen.js';
const SCREEN_FILE = 'screen.mjs';

/** What imports it: code that V8 has kept can import nothing (ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING). */
const SCREEN_LOADER = 'screen.cjs';

/**
 * Bundles ink, React and what draws with them as an ES module: ink waits for WebAssembly when it is loaded, which what
 * is required cannot do.
 *
 * @param {string} compiled The folder with what tsc emitted.
 * @param {string} folder
 */
export async function bundleScreen(compiled, folder) {
  const bundler = await rolldown({
    input: resolve(compiled, SCREEN),
    cwd: resolve(compiled),
    platform: 'node',
    // React has a slower half for those who develop with it.
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    plugins: [withoutDevtools()],
  });
  await bundler.write({
    file: resolve(folder, SCREEN_FILE),
    format: 'esm',
    codeSplitting: false,
    sourcemap: false,
  });
  await bundler.close();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, SCREEN_LOADER), `exports.load = () => import('./${SCREEN_FILE}');\n`);
}

/**
 * Leaves out the window on React's insides that ink opens for its developers, which is not installed.
 *
 * @returns {import('rolldown').Plugin}
 */
function withoutDevtools() {
  return {
    name: 'without-devtools',
    resolveId: (id) => (id === 'react-devtools-core' ? id : undefined),
    load: (id) => (id === 'react-devtools-core' ? 'export default {};' : undefined),
  };
}

/**
 * Has the module that draws with ink imported from its own file.
 *
 * @returns {import('rolldown').Plugin}
 */
export function screenApart() {
  return {
    name: 'screen-apart',
    resolveId: {
      filter: { id: /\/ink-screen\.js$/ },
      handler: () => ({ id: SCREEN_FILE, external: true }),
    },
  };
}

/** Makes a bundle load the file with the screen, which cannot be required, through the one that can. */
export function withImportedScreen(/** @type {string} */ code) {
  const required = new RegExp(`Promise\\.resolve\\(\\)\\.then\\(.*\\brequire\\("${SCREEN_FILE}"\\).*\\)(?=;$)`, 'm');
  return code.replace(required, `require(__dirname + "/${SCREEN_LOADER}").load()`);
}
