import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findings, type SourceFile, sourceFile, sourceFiles } from './source-tree.js';

/** Something that the house does not have, found by a search. */
interface Never {
  readonly title: string;
  /** The folders it holds in. */
  readonly folders: readonly string[];
  /** Paths below them where it is at home. */
  readonly except?: RegExp;
  /** Lists the places in a file that break it. */
  readonly find: (file: SourceFile) => string[];
  /** A file that breaks it, to prove that it is found. */
  readonly sample: SourceFile;
}

const EVERYWHERE = ['bench', 'bin', 'scripts', 'src', 'test'];

const inCode = (pattern: RegExp) => (file: SourceFile) => findings(file, 'code', pattern);
const inText = (pattern: RegExp) => (file: SourceFile) => findings(file, 'text', pattern);

const nevers: Never[] = [
  {
    title: 'process.exit in the sources: set the exit status where the process begins, in bin',
    folders: ['src'],
    find: inCode(/\bprocess\.(?:exit|abort|kill\(process\.pid)\b/g),
    sample: sourceFile('src/cli/a.ts', '// process.exit\nif (broken) process.exit(1);'),
  },
  {
    title: "the process's own streams and environment below the command line: they are passed in",
    folders: ['src'],
    except: /^src\/(?:cli\/|tui\/index\.tsx?$)/,
    find: inCode(/\bprocess\.(?:stdout|stdin|stderr|env|argv)\b|'node:process'|\bconsole\.\w+/g),
    sample: sourceFile('src/operations/a.ts', "import { stdout } from 'node:process';"),
  },
  {
    title: "Node's globals in the protocol: it runs anywhere, and has no clock",
    folders: ['src/protocol'],
    find: inCode(/\b(?:Buffer|process|globalThis|setTimeout|setInterval|setImmediate|Date|performance)\b/g),
    sample: sourceFile('src/protocol/a.ts', 'const at = Date.now();'),
  },
  {
    title: 'a bare Error: the classes of errors.ts have a code that callers can branch on',
    folders: ['src'],
    find: inCode(/(?:\bnew\s+|\bthrow\s+)(?:Type|Range|Syntax|Aggregate)?Error\(/g),
    sample: sourceFile('src/net/a.ts', "throw new\n  Error('no');"),
  },
  {
    title: 'a default export outside the commands: names are searched for, and defaults have none',
    folders: ['src'],
    except: /^src\/commands\//,
    find: inCode(/\bexport\s+default\b|\bas default\b/g),
    sample: sourceFile('src/cli/a.ts', 'export default class {}'),
  },
  {
    title: 'a silenced check: what the compiler or the linter finds is mended',
    folders: EVERYWHERE,
    except: /^test\/house\/nevers\.test\.ts$/,
    find: inText(/biome-ignore|@ts-ignore|@ts-expect-error|@ts-nocheck|v8 ignore|istanbul ignore/g),
    sample: sourceFile('src/cli/a.ts', '// @ts-expect-error\nf(1);'),
  },
  {
    title: 'a file for anything: a name that fits everything says nothing',
    folders: EVERYWHERE,
    find: ({ path }) => {
      const words = path.toLowerCase().split(/[^a-z]+/);
      const vague = ['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'manager', 'service'];
      return vague.filter((word) => words.includes(word)).map((word) => `${path}:1: ${word}`);
    },
    sample: sourceFile('src/server/queue-manager.ts', ''),
  },
  {
    title: 'a file name that is not kebab-case',
    folders: EVERYWHERE,
    find: ({ path }) => (/^[a-z0-9.-]+$/.test(basename(path)) ? [] : [`${path}:1: ${basename(path)}`]),
    sample: sourceFile('src/server/jobQueue.ts', ''),
  },
  {
    title: 'a source file over 300 lines: it holds more than one idea',
    folders: ['src'],
    find: ({ path, text }) => {
      const lines = text.trimEnd().split('\n').length;
      return lines > 300 ? [`${path}:${lines}: ${lines} lines`] : [];
    },
    sample: sourceFile('src/server/a.ts', 'a();\n'.repeat(301)),
  },
  {
    title: 'sleeping in a test: wait for the condition, with a deadline (test/support)',
    folders: ['test'],
    except: /^test\/support\//,
    find: inCode(
      /\bnew Promise(?:<\w+>)?\(\s*\(?\w*\)?\s*=>\s*\{?\s*(?:void )?setTimeout\(|\bawait (?:sleep|delay|setTimeout)\(/g,
    ),
    sample: sourceFile('test/net/a.test.ts', 'await new Promise((resolve) =>\n  setTimeout(resolve, 50));'),
  },
  {
    title: 'a test that does not run: skipped, put off, or keeping others from running',
    folders: ['test'],
    find: inCode(
      /\b(?:it|test|describe|suite)(?:\.\w+)*\.(?:skip|skipIf|runIf|todo|only)\b|\bxit\(|\bcontext\.skip\(/g,
    ),
    sample: sourceFile('test/net/a.test.ts', "describe.skip('a', () => {});"),
  },
  {
    title: 'a snapshot: an expectation that nobody wrote and nobody read',
    folders: ['test'],
    find: inCode(/\btoMatch(?:Inline)?Snapshot\b|\btoMatchFileSnapshot\b/g),
    sample: sourceFile('test/net/a.test.ts', 'expect(frame).toMatchSnapshot();'),
  },
];

describe('the house never has', () => {
  const tree = sourceFiles(EVERYWHERE);

  for (const { title, folders, except, find, sample } of nevers) {
    it(title, () => {
      expect(find(sample), 'what this check finds in its sample').toHaveLength(1);
      const files = tree.filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)));
      expect(files.filter(({ path }) => !except?.test(path)).flatMap(find)).toEqual([]);
    });
  }
});

describe('the code of a source file', () => {
  it('keeps code and line numbers, and blanks comments and texts', () => {
    const text = "import a from 'node:fs'; // process.exit\nconst b = Error(`throw`, 1); /** @x */ c('d', /e/);";
    expect(sourceFile('a.ts', text).code.replace(/ +/g, ' ')).toBe(
      "import a from 'node:fs'; \nconst b = Error( , 1); c( , );",
    );
  });
});
