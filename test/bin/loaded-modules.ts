import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What V8 counted, as far as it is of interest. */
interface Coverage {
  result: { url: string; functions: { ranges: { startOffset: number; endOffset: number; count: number }[] }[] }[];
}

/** Runs a bundled program to its end, and lists the modules of its bundle of which some function was called. */
export function evaluatedModules(program: string, argv: readonly string[], exit = 0): string[] {
  return inFolder((folder) => {
    run(program, argv, { NODE_V8_COVERAGE: folder }, exit);
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    const scripts = files.flatMap((text) => (JSON.parse(text) as Coverage).result);
    return scripts.filter(({ url }) => url.includes(`dist/bundle/${program}/`)).flatMap(modulesIn);
  });
}

/** Lists the modules in a file of a bundle of which some function was called. */
function modulesIn({ url, functions }: Coverage['result'][number]): string[] {
  const called = functions.flatMap(({ ranges: [all] }) => (all && all.count > 0 ? [all] : []));
  const text = readFileSync(url.replace('file://', ''), 'latin1');
  const modules = Array.from(text.matchAll(/^\/\/ (\S+\.\S+)$/gm), ({ 1: name = '', index }) => ({ name, index }));
  return modules
    .filter(({ index }, i) => {
      const end = modules[i + 1]?.index ?? text.length;
      return called.some(({ startOffset, endOffset }) => startOffset >= index && endOffset <= end);
    })
    .map(({ name }) => name);
}

/** Runs a program to its end, and lists the modules of Node that were loaded by then, by their names. */
export function loadedNodeModules(program: string, argv: readonly string[], exit = 0): string[] {
  return inFolder((folder) => {
    const [probe, list] = [join(folder, 'probe.cjs'), join(folder, 'list')];
    const write = `require('node:fs').writeFileSync(${JSON.stringify(list)}, process.moduleLoadList.join('\\n'))`;
    writeFileSync(probe, `process.on('exit', () => ${write});`);
    run(program, argv, { NODE_OPTIONS: `--require=${probe}` }, exit);
    const names = readFileSync(list, 'utf8').split('\n');
    return names.flatMap((name) => /^NativeModule (\S+)$/.exec(name)?.[1] ?? []);
  });
}

function run(program: string, argv: readonly string[], env: NodeJS.ProcessEnv, exit: number): void {
  const clean = { PATH: process.env.PATH, NODE_ENV: 'production', ...env };
  const command = [`bin/${program}.js`, ...argv];
  const { status, signal } = spawnSync(process.execPath, command, { env: clean, stdio: 'ignore', timeout: 10_000 });
  if (status !== exit) throw new Error(`${command.join(' ')} ended with ${signal ?? status}, not ${exit}`);
}

function inFolder<Result>(use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'gearctl-modules-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
