import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { type Bounds, MEASURES, type Measure, parseCondition } from '../../src/operations/condition.js';

/** Answers from a table of exact numbers, `resize.waiting` or `waiting`; what is not in it is unknown. */
function known(table: Readonly<Record<string, number>>) {
  return (measure: Measure, functionName: string | undefined): Bounds => {
    const number = table[functionName === undefined ? measure : `${functionName}.${measure}`];
    return number === undefined ? { min: 0, max: Number.POSITIVE_INFINITY } : { min: number, max: number };
  };
}

const state = known({
  waiting: 120,
  running: 4,
  workers: 4,
  'resize.waiting': 0,
  'my func.workers': 2,
  'a.b.total': 7,
});

describe('a condition', () => {
  it.each([
    ['waiting > 100', true],
    ['waiting>=120', true],
    ['waiting<120', false],
    ['waiting <= 120', true],
    ['running == workers', true],
    ['running != 4', false],
    ['100 < waiting', true],
    ['resize.waiting == 0', true],
    ['"my func".workers == 2', true],
    ["'my func'.workers == 3", false],
    ['a.b.total == 7', true],
    ['waiting > 100 && workers == 0', false],
    ['waiting > 100 || workers == 0', true],
    ['!(waiting > 100)', false],
    ['!!(waiting > 100)', true],
    ['workers == 0 && workers == 0 || waiting > 1', true],
    ['workers == 0 && (workers == 0 || waiting > 1)', false],
    ['waiting > 1.5', true],
  ])('%s is %s', (text, decision) => {
    expect(parseCondition(text).decide(state)).toBe(decision);
  });

  it.each([
    ['nosuch.waiting == 0', undefined],
    ['nosuch.waiting >= 0', true],
    ['nosuch.waiting < 0', false],
    ['nosuch.waiting == 0 && waiting > 100', undefined],
    ['nosuch.waiting == 0 && waiting > 1000', false],
    ['nosuch.waiting == 0 || waiting > 100', true],
    ['!(nosuch.waiting == 0)', undefined],
  ])('%s is %s, for what is not known decides nothing', (text, decision) => {
    expect(parseCondition(text).decide(state)).toBe(decision);
  });

  it('is decided by a lower bound where that is enough', () => {
    const atLeast = () => ({ min: 10, max: Number.POSITIVE_INFINITY });
    expect(parseCondition('waiting > 9').decide(atLeast)).toBe(true);
    expect(parseCondition('waiting == 9').decide(atLeast)).toBe(false);
    expect(parseCondition('waiting < 20').decide(atLeast)).toBeUndefined();
  });

  it.each([
    ['waiting = 0', "'=' is no part of a condition, at column 9"],
    ['wating == 0', "'wating' is nothing that is counted, at column 1"],
    ['resize.wating == 0', "'wating' is nothing that is counted, at column 8"],
    ['waiting', 'a comparison (> >= < <= == !=) is missing, at column 8'],
    ['waiting == ', 'a number or a name is missing, at column 12'],
    ['waiting && 1', "there should be a comparison (> >= < <= == !=) in place of '&&', at column 9"],
    ['(waiting > 1', "')' is missing, at column 13"],
    ['waiting > 1 running', "'running' is not expected here, at column 13"],
    ['== 1', "there should be a number or a name in place of '==', at column 1"],
    ['', 'a number or a name is missing, at column 1'],
  ])('%j is refused, with the column of the mistake', (text, why) => {
    const message = `cannot read the condition '${text}': ${why}`;
    expect(() => parseCondition(text)).toThrow(expect.objectContaining({ code: 'USAGE', message }));
  });

  it('means what the same expression means in JavaScript', () => {
    const operand = fc.oneof(fc.constantFrom(...MEASURES), fc.nat({ max: 3 }).map(String));
    const comparison = fc
      .tuple(operand, fc.constantFrom('<', '>', '<=', '>=', '==', '!='), operand)
      .map((parts) => parts.join(' '));
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 3 },
        comparison,
        fc.tuple(tie('expression'), fc.constantFrom('&&', '||'), tie('expression')).map((parts) => parts.join(' ')),
        tie('expression').map((inner) => `!(${inner})`),
      ),
    }));
    const numbers = fc.record(Object.fromEntries(MEASURES.map((measure) => [measure, fc.nat({ max: 3 })])));
    fc.assert(
      fc.property(expression, numbers, (text, table) => {
        const evaluate = new Function(...MEASURES, `return ${text}`);
        expect(parseCondition(text).decide(known(table))).toBe(evaluate(...MEASURES.map((measure) => table[measure])));
      }),
    );
  });

  it('never hangs and fails only as bad usage, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'waiting.&|!=<>()"\' 01\n') }), (text) => {
        try {
          parseCondition(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});
