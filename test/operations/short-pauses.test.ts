import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const MODULE = pathToFileURL('dist/operations/short-pauses.js').href;

/** Prints whether code that was kept before is taken while pauses are short, and after that. */
const KEPT_CODE = `
  import vm from 'node:vm';
  import { withShortPauses } from '${MODULE}';
  const source = 'globalThis.answer = 42';
  const cachedData = new vm.Script(source).createCachedData();
  // Under another name, or V8 remembers what it has compiled and looks at no code that was kept.
  const isTaken = (filename) => !new vm.Script(source, { cachedData, filename }).cachedDataRejected;
  const end = withShortPauses();
  const meanwhile = isTaken('meanwhile');
  end();
  console.log(meanwhile, isTaken('after'));
`;

/** Prints whether young objects get less room with short pauses than without. */
const ROOM = `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { withShortPauses } from '${MODULE}';
  const youngBytes = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space').space_size;
  const work = () => { const kept = []; for (let i = 0; i < 3e6; i++) kept[i % 50_000] = { i }; };
  const end = withShortPauses();
  work();
  const short = youngBytes();
  end();
  work();
  console.log(short < youngBytes());
`;

const run = (node: string, script: string) =>
  spawnSync(node, ['--input-type=module', '--eval', script], { encoding: 'utf8' });

describe.each([
  ['this Node', process.execPath],
  ['Node 22', 'test/peers/node_modules/node22/bin/node'],
  ['Node 24', 'test/peers/node_modules/node24/bin/node'],
])('On %s, short pauses', (_name, node) => {
  it('keep the young generation small until they are ended', () => {
    const { stdout, stderr } = run(node, ROOM);
    expect(stderr).toBe('');
    expect(stdout).toBe('true\n');
  });

  it('leave the flags of V8 as they were, so that kept code is taken again', () => {
    expect(run(node, KEPT_CODE).stdout).toBe('false true\n');
  });
});
