import { bytesOf, isExpected, written } from './case-data.js';
import type { ClidiffCase, Expected, ExpectedStderr } from './clidiff-case.js';

/** What was found of something that has a name in the case. */
export interface Finding {
  readonly stdout?: Buffer;
  readonly stderr?: Buffer;
  readonly [what: string]: unknown;
}

/** Says in what way the findings are not as expected: nothing for a case that holds. */
export function differences({ expect }: ClidiffCase, findings: ReadonlyMap<string, Finding>): string[] {
  return Object.entries(expect).flatMap(([name, expected]) => {
    const finding = findings.get(name);
    if (finding === undefined) return [`${name} was not there`];
    return Object.keys(expected).flatMap((what) =>
      difference(what, expected, finding).map((text) => `${name}: ${text}`),
    );
  });
}

function difference(what: string, expected: Expected, finding: Finding): string[] {
  const { stdout = Buffer.alloc(0), stderr = Buffer.alloc(0) } = finding;
  const wanted = expected[what];
  if (what === 'stderr') return stderrDifferences(expected.stderr ?? {}, stderr);
  if (what === 'stdout') {
    const holds = isExpected(expected.stdout ?? null, stdout);
    return holds ? [] : [`stdout is ${shown(written(stdout))}, not ${shown(wanted)}`];
  }
  const isOneOf = what === 'exit' && Array.isArray(wanted) && wanted.includes(finding.exit);
  if (isOneOf || JSON.stringify(finding[what]) === JSON.stringify(wanted)) return [];
  return [`${what} is ${shown(finding[what])}, not ${shown(wanted)}`];
}

function stderrDifferences({ exact, empty, nonempty, re = [], lines }: ExpectedStderr, stderr: Buffer): string[] {
  const text = stderr.toString('latin1');
  const failures = [
    exact !== undefined && !bytesOf(exact).equals(stderr) && `exactly ${shown(exact)}`,
    empty && text !== '' && 'empty',
    nonempty && text.trim() === '' && 'not empty',
    lines !== undefined && text.trim().split('\n').length !== lines && `of ${lines} lines`,
    ...re.map((each) => !new RegExp(each, 'si').test(text) && `such that it matches ${each}`),
  ];
  return failures
    .filter((failure) => typeof failure === 'string')
    .map((failure) => `stderr is ${shown(text)}, not ${failure}`);
}

function shown(what: unknown): string {
  return JSON.stringify(what)?.slice(0, 700) ?? 'nothing';
}
