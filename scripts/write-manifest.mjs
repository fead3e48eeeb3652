// @ts-check
/**
 * Writes oclif.manifest.json, which spares oclif from loading every command to find one:
 * `node scripts/write-manifest.mjs [--check] [FILE]`. Reads the built commands in dist.
 *
 * Commands come in the order of their names; within a command every order is the source's, for that of the arguments
 * has a meaning. Each is one line: every help screen waits until all of it is read.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Plugin } from '@oclif/core/config';
import { settings } from '@oclif/core/settings';
import { writeOrCheck } from './generated-file.mjs';

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const root = fileURLToPath(new URL('..', import.meta.url));

settings.enableAutoTranspile = false;
const plugin = new Plugin({
  root,
  type: 'core',
  ignoreManifest: true,
  respectNoCacheDefault: true,
  errorOnManifestCreate: true,
});
await plugin.load();

const byName = Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1));
const [file = `${root}oclif.manifest.json`] = positionals;
writeOrCheck(
  file,
  `{
"commands": {
${byName.map(([id, command]) => `${JSON.stringify(id)}: ${JSON.stringify(command)}`).join(',\n')}
},
"version": "${plugin.version}"
}
`,
  values,
);
