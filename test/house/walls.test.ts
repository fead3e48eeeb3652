import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { afterAll, describe, expect, it } from 'vitest';

const options = await extractDepcruiseOptions('./.dependency-cruiser.cjs');
const ruleNames = (options.ruleSet?.forbidden ?? []).map((rule) => rule.name);
const trees: string[] = [];

afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true });
});

/** Names the rules that the files of `root` break, each once. */
async function brokenRules(root: string): Promise<string[]> {
  const { output } = await cruise(['src'], { ...options, baseDir: root });
  return [...new Set((output as ICruiseResult).summary.violations.map((violation) => violation.rule.name))];
}

/** `croner` is for development here and `cli-table3` is missing, for the rules that look at package.json. */
const packageJson = {
  type: 'module',
  dependencies: { '@oclif/core': '*', chalk: '*', ink: '*', react: '*', redis: '*' },
  devDependencies: { croner: '*' },
};

/** Lays out files below a new `src`; whatever they import is made to exist, unless its name says `missing`. */
function plant(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'gearctl-walls-'));
  trees.push(root);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, code] of Object.entries(files)) {
    for (const [, specifier = ''] of code.matchAll(/'([^']+)'/g)) {
      if (specifier.startsWith('node:') || specifier.includes('missing')) continue;
      if (specifier.startsWith('.')) {
        write(join('src', dirname(path), specifier.replace(/\.js$/, '.ts')), 'export const x = 1;\n');
      } else {
        write(`node_modules/${specifier}/package.json`, JSON.stringify({ name: specifier, exports: './main.js' }));
        write(`node_modules/${specifier}/main.js`, 'export const x = 1;\n');
      }
    }
  }
  for (const [path, code] of Object.entries(files)) write(join('src', path), code);
  write('package.json', JSON.stringify(packageJson));
  return root;
}

/** A rule, and files below `src` that break it and no other. */
const forbidden: [rule: string, files: Record<string, string>][] = [
  ['errors-import-nothing', { 'errors.ts': "import 'node:util';" }],
  ['errors-import-nothing', { 'errors.ts': "import type { x } from './protocol/packet.js';" }],
  ['quantities-import-errors-only', { 'duration.ts': "import './protocol/packet.js';" }],
  ['pem-imports-nothing', { 'pem.ts': "import './errors.js';" }],
  ['time-limit-imports-nothing', { 'time-limit.ts': "import './errors.js';" }],
  ['system-message-asks-node-only', { 'system-message.ts': "import './errors.js';" }],
  ['protocol-is-pure', { 'protocol/a.ts': "import 'node:buffer';" }],
  ['protocol-is-pure', { 'protocol/a.ts': "import type { x } from 'node:stream';" }],
  ['protocol-is-pure', { 'protocol/a.ts': "import 'chalk';" }],
  ['protocol-is-pure', { 'protocol/a.ts': "export { x } from '../net/connection.js';" }],
  ['net-knows-the-protocol-only', { 'net/a.ts': "import '../client/client.js';" }],
  ['net-knows-the-protocol-only', { 'net/a.ts': "export const load = () => import('../server/index.js');" }],
  ['client-stands-alone', { 'client/a.ts': "import '../worker/worker.js';" }],
  ['client-stands-alone', { 'client/a.ts': "import type { x } from '../server/index.js';" }],
  ['worker-stands-alone', { 'worker/a.ts': "import '../client/client.js';" }],
  ['worker-stands-alone', { 'worker/a.ts': "import '../exec/command.js';" }],
  ['admin-stands-alone', { 'admin/a.ts': "import '../client/client.js';" }],
  ['exec-knows-nothing-of-gearman', { 'exec/a.ts': "import type { x } from '../protocol/packet.js';" }],
  ['exec-knows-nothing-of-gearman', { 'exec/a.ts': "import '../worker/worker.js';" }],
  ['journal-knows-no-wire', { 'journal/a.ts': "import '../net/connection.js';" }],
  ['schedule-is-arithmetic', { 'schedule/a.ts': "import '../net/connection.js';" }],
  ['server-stands-alone', { 'server/a.ts': "import '../client/client.js';" }],
  ['server-stands-alone', { 'server/a.ts': "import '../exec/command.js';" }],
  ['sqlite-is-a-driver', { 'sqlite/a.ts': "import '../protocol/packet.js';" }],
  ['operations-have-no-face', { 'operations/a.ts': "import '@oclif/core';" }],
  ['operations-have-no-face', { 'operations/a.ts': "import 'chalk';" }],
  ['operations-have-no-face', { 'operations/a.ts': "import '../cli/output.js';" }],
  ['operations-have-no-face', { 'operations/a.ts': "import '../protocol/packet.js';" }],
  ['cli-is-presentation', { 'cli/a.ts': "import 'ink';" }],
  ['cli-is-presentation', { 'cli/a.ts': "import '../server/index.js';" }],
  ['cli-is-presentation', { 'cli/a.ts': "import '../net/connection.js';" }],
  ['cli-is-presentation', { 'cli/a.ts': "import '../commands/submit.js';" }],
  ['commands-are-thin', { 'commands/submit.ts': "import '../protocol/packet.js';" }],
  ['commands-are-thin', { 'commands/submit.ts': "import '../net/connection.js';" }],
  ['commands-are-thin', { 'commands/submit.ts': "import 'react';" }],
  ['commands-are-thin', { 'commands/submit.ts': "import 'node:fs';" }],
  ['compat-is-not-oclif', { 'compat/gearman.ts': "import '@oclif/core';" }],
  ['tui-draws-only', { 'tui/a.ts': "import '../net/connection.js';" }],
  ['library-has-no-face', { 'index.ts': "export * from './cli/output.js';" }],
  ['library-has-no-face', { 'index.ts': "export * from './server/index.js';" }],
  ['operations-load-the-server-lazily', { 'operations/a.ts': "import '../server/index.js';" }],
  ['top-loads-the-screen-lazily', { 'commands/top.ts': "import '../tui/index.js';" }],
  ['stores-load-lazily', { 'journal/a.ts': "import 'redis';" }],
  ['only-top-has-a-screen', { 'commands/status.ts': "export const load = () => import('../tui/index.js');" }],
  ['tui-knows-rows-not-requests', { 'tui/a.ts': "import '../admin/admin.js';" }],
  ['every-folder-has-a-wall', { 'attic/a.ts': "import '../errors.js';" }],
  ['no-cycles', { 'net/a.ts': "import './b.js';", 'net/b.ts': "import './a.js';" }],
  ['no-orphans', { 'net/a.ts': 'export const x = 1;' }],
  ['imports-resolve', { 'net/a.ts': "import './missing.js';" }],
  ['no-development-packages', { 'schedule/a.ts': "import 'croner';" }],
  ['only-declared-packages', { 'cli/a.ts': "import 'cli-table3';" }],
];

/** What each layer is made of, so that no wall is closed altogether. */
const permitted: Record<string, string> = {
  'index.ts': "export * from './errors.js'; export * from './client/client.js'; export * from './worker/worker.js';",
  'protocol/a.ts': "import '../errors.js'; import './packet.js';",
  'net/a.ts': "import '../errors.js'; import '../protocol/packet.js'; import 'node:net';",
  'client/a.ts': "import '../errors.js'; import '../protocol/packet.js'; import '../net/connection.js';",
  'worker/a.ts': "import '../errors.js'; import '../protocol/packet.js'; import '../net/connection.js';",
  'admin/a.ts': "import '../errors.js'; import '../protocol/packet.js'; import '../net/connection.js';",
  'exec/a.ts': "import '../errors.js'; import 'node:child_process';",
  'journal/a.ts': "import '../errors.js'; import 'node:fs'; export const load = () => import('redis');",
  'sqlite/a.ts': "import '../errors.js'; import 'node:fs'; export const load = () => import('redis');",
  'server/a.ts': "import '../net/connection.js'; import '../journal/journal.js'; import '../sqlite/database.js';",
  'operations/a.ts': "import '../client/client.js'; import '../worker/worker.js'; import '../exec/command.js';",
  'operations/b.ts':
    "import type { x } from '../server/index.js'; export const load = () => import('../server/index.js');",
  'cli/a.ts': "import '@oclif/core'; import 'chalk'; import '../net/server-address.js'; import 'node:process';",
  'commands/submit.ts': "import '@oclif/core'; import '../cli/output.js'; import '../operations/submit-jobs.js';",
  'commands/top.ts': "import type { x } from '../tui/index.js'; export const load = () => import('../tui/index.js');",
  'compat/gearman.ts': "import '../operations/submit-jobs.js'; import '../admin/admin.js'; import 'node:util';",
  'tui/a.ts': "import 'ink'; import 'react'; import type { x } from '../admin/admin.js';",
};

describe('the walls between the layers', () => {
  it.each(forbidden)('%s reports %j', async (rule, files) => {
    expect(await brokenRules(plant(files))).toEqual([rule]);
  });

  it('are each proven to hold', () => {
    expect(new Set(forbidden.map(([rule]) => rule))).toEqual(new Set(ruleNames));
  });

  it('let through what each layer is made of', async () => {
    expect(await brokenRules(plant(permitted))).toEqual([]);
  });

  it('stand in the sources as they are', async () => {
    const { output } = await cruise(['src'], options);
    const found = (output as ICruiseResult).summary.violations;
    expect(found.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });
});
