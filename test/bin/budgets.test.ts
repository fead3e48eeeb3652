import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { evaluatedModules, loadedNodeModules } from './loaded-modules.js';

let gearmand: Gearmand;
beforeAll(async () => {
  gearmand = await startGearmand();
});
afterAll(() => gearmand.stop());

/** Packages that take long to load, or have no business here. `help` may have what oclif writes help with. */
const PACKAGES =
  /node_modules\/(cli-table3|semver|debug|minimatch|ink|react|redis|ioredis|@peculiar|node-sqlite3-wasm)\//;
const HELP_PACKAGES = /node_modules\/(ejs|wrap-ansi|ansis|string-width)\//;

/** Modules of Node that take milliseconds to load. */
const NODE = /^(_?tls|crypto|_?https?|sqlite|worker_threads|inspector|readline|zlib|dns)(_|\/|$)/;

/** Our folders of which a run needs nothing, whatever it is. */
const ELSEWHERE = /^(server|sqlite|journal|schedule|tui|compat)\//;

/**
 * What a run is made of: the command evaluated for it, the layers it takes from, and the most modules that it may
 * evaluate, which is some more than it does.
 */
const RUNS = [
  { argv: ['submit', '-b', 'f', 'x'], command: 'submit', layers: ['client', 'admin'], most: 155 },
  { argv: ['work', '-q', '-c', '1', 'f', '--', 'true'], command: 'work', layers: ['worker', 'exec'], most: 168 },
  { argv: ['status'], command: 'status', layers: ['admin'], most: 105 },
  { argv: ['status', '--json'], command: 'status', layers: ['admin'], most: 105 },
  { argv: ['workers'], command: 'workers', layers: ['admin'], most: 100 },
];

const LAYERS = ['client', 'worker', 'admin', 'exec'];

const named = (pattern: RegExp) => (name: string) => pattern.test(name);
const commandsIn = (modules: readonly string[]) => modules.filter(named(/^commands\//));

describe('what a run of gearctl loads', () => {
  it.each(RUNS)('is for $argv what that needs, and no table, TLS or server', ({ argv, command, layers, most }) => {
    const [word = '', ...others] = argv;
    const asked = [word, '-s', gearmand.address, ...others];
    const modules = evaluatedModules('gearctl', asked);
    expect(commandsIn(modules)).toEqual([`commands/${command}.js`]);
    expect(modules.filter((name) => [PACKAGES, HELP_PACKAGES, ELSEWHERE].some((some) => some.test(name)))).toEqual([]);
    expect(LAYERS.filter((layer) => modules.some(named(new RegExp(`^${layer}/`))))).toEqual(
      LAYERS.filter((layer) => layers.includes(layer)),
    );
    expect(modules.length).toBeLessThanOrEqual(most);
    // What the run before has taken out of the queue the next one needs again.
    if (command === 'work') evaluatedModules('gearctl', ['submit', '-b', '-s', gearmand.address, 'f', 'x']);
    const node = loadedNodeModules('gearctl', asked);
    expect(node.filter(named(NODE))).toEqual([]);
    expect(node.includes('child_process')).toBe(command === 'work');
  });

  it('is for the live view that is printed once no Ink and no React', () => {
    const modules = evaluatedModules('gearctl', ['top', '--once', '-s', gearmand.address]);
    expect(commandsIn(modules)).toEqual(['commands/top.js']);
    expect(modules.some(named(/^tui\//))).toBe(true);
    expect(modules.filter((name) => PACKAGES.test(name) || /^tui\/app\//.test(name))).toEqual([]);
    expect(modules.length).toBeLessThanOrEqual(190);
  });

  it('is for a table the package that draws it', () => {
    const modules = evaluatedModules('gearctl', ['status', '-o', 'table', '-s', gearmand.address]);
    expect(modules.filter(named(PACKAGES)).every(named(/cli-table3/))).toBe(true);
    expect(modules.some(named(/cli-table3/))).toBe(true);
  });

  it.each([
    { argv: ['--help'], exit: 0, commands: [], most: 60 },
    { argv: ['submit', '--help'], exit: 0, commands: ['commands/submit.js'], most: 185 },
    { argv: ['submit', '--frobnicate'], exit: 64, commands: ['commands/submit.js'], most: 150 },
  ])('is for $argv no connection, no table and no other command', ({ argv, exit, commands, most }) => {
    const modules = evaluatedModules('gearctl', argv, exit);
    expect(commandsIn(modules)).toEqual(commands);
    expect(modules.filter((name) => PACKAGES.test(name) || ELSEWHERE.test(name))).toEqual([]);
    expect(modules.length).toBeLessThanOrEqual(most);
    expect(loadedNodeModules('gearctl', argv, exit).filter(named(NODE))).toEqual([]);
  });
});
