import { UsageError } from '../errors.js';

/** What a condition can ask about. `high`, `normal` and `low` are waiting jobs by priority; `servers` those that answered. */
export const MEASURES = ['waiting', 'running', 'total', 'workers', 'high', 'normal', 'low', 'servers'] as const;
export type Measure = (typeof MEASURES)[number];

/** What is known of a number: that it lies between two, which are one where it is known exactly. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Answers what a condition asks: of one function, or of all those looked at together. */
export type Measurements = (measure: Measure, functionName: string | undefined) => Bounds;

/** A condition on the state of the servers, such as `waiting > 100 && workers == 0` or `resize.running < 4`. */
export interface Condition {
  readonly text: string;
  /** Decides it; undefined where too little is known. */
  decide(measurements: Measurements): boolean | undefined;
}

type Decision = (measurements: Measurements) => boolean | undefined;
type Operand = (measurements: Measurements) => Bounds;

interface Token {
  readonly text: string;
  readonly isWord: boolean;
  /** Counts from 1. */
  readonly column: number;
}

const TOKEN = /(?<sign>&&|\|\||[<>=!]=|[<>!()])|(?<word>(?:"[^"]*"|'[^']*'|[^\s()<>=!&|"'])+)|(?<stray>\S)/g;
const NUMBER = /^\d+(\.\d+)?$/;

const COMPARISONS: Readonly<Record<string, (a: Bounds, b: Bounds) => boolean | undefined>> = {
  '<': isLess,
  '>': (a, b) => isLess(b, a),
  '<=': (a, b) => not(isLess(b, a)),
  '>=': (a, b) => not(isLess(a, b)),
  '==': isEqual,
  '!=': (a, b) => not(isEqual(a, b)),
};

/**
 * Reads a condition: comparisons (`> >= < <= == !=`) of numbers and measures, joined by `&&`, `||`, `!` and parentheses.
 * A function's name before a measure asks for that function alone, in quotes where it has spaces or signs in it. Throws
 * UsageError, which tells the column.
 */
export function parseCondition(text: string): Condition {
  return { text, decide: new ConditionParser(text).parse() };
}

/** Recursive descent: or ← and ← not ← comparison ← operand. */
class ConditionParser {
  readonly #text: string;
  readonly #tokens: Token[];

  constructor(text: string) {
    this.#text = text;
    this.#tokens = this.#tokenise();
  }

  parse(): Decision {
    const decision = this.#or();
    const left = this.#tokens[0];
    if (left !== undefined) throw this.#wrong(`'${left.text}' is not expected here`, left.column);
    return decision;
  }

  #tokenise(): Token[] {
    return [...this.#text.matchAll(TOKEN)].map((match) => {
      const { word, stray } = match.groups ?? {};
      if (stray !== undefined) throw this.#wrong(`'${stray}' is no part of a condition`, match.index + 1);
      return { text: match[0], isWord: word !== undefined, column: match.index + 1 };
    });
  }

  #or(): Decision {
    let left = this.#and();
    while (this.#take('||')) {
      const [first, second] = [left, this.#and()];
      left = (measurements) => either(first(measurements), second(measurements));
    }
    return left;
  }

  #and(): Decision {
    let left = this.#not();
    while (this.#take('&&')) {
      const [first, second] = [left, this.#not()];
      left = (measurements) => not(either(not(first(measurements)), not(second(measurements))));
    }
    return left;
  }

  #not(): Decision {
    if (this.#take('!')) {
      const inner = this.#not();
      return (measurements) => not(inner(measurements));
    }
    if (!this.#take('(')) return this.#comparison();
    const inner = this.#or();
    if (!this.#take(')')) throw this.#unexpected("')'");
    return inner;
  }

  #comparison(): Decision {
    const left = this.#operand();
    const compare = COMPARISONS[this.#tokens[0]?.text ?? ''];
    if (compare === undefined) throw this.#unexpected('a comparison (> >= < <= == !=)');
    this.#tokens.shift();
    const right = this.#operand();
    return (measurements) => compare(left(measurements), right(measurements));
  }

  #operand(): Operand {
    const token = this.#tokens[0];
    if (token === undefined || !token.isWord) throw this.#unexpected('a number or a name');
    this.#tokens.shift();
    if (NUMBER.test(token.text)) {
      const number = Number(token.text);
      return () => ({ min: number, max: number });
    }
    const dot = token.text.lastIndexOf('.');
    const measure = MEASURES.find((known) => known === token.text.slice(dot + 1));
    if (measure === undefined) {
      throw this.#wrong(`'${token.text.slice(dot + 1)}' is nothing that is counted`, token.column + dot + 1);
    }
    const name = dot === -1 ? undefined : token.text.slice(0, dot).replace(/^(["'])(.*)\1$/s, '$2');
    return (measurements) => measurements(measure, name);
  }

  #take(text: string): boolean {
    if (this.#tokens[0]?.text !== text) return false;
    this.#tokens.shift();
    return true;
  }

  #unexpected(wanted: string): UsageError {
    const token = this.#tokens[0];
    if (token === undefined) return this.#wrong(`${wanted} is missing`, this.#text.length + 1);
    return this.#wrong(`there should be ${wanted} in place of '${token.text}'`, token.column);
  }

  #wrong(why: string, column: number): UsageError {
    return new UsageError(`cannot read the condition '${this.#text}': ${why}, at column ${column}`, {
      hint: `compare ${MEASURES.join(', ')} or FUNCTION.waiting with a number, as in 'waiting > 100 && workers == 0'`,
    });
  }
}

function isLess(a: Bounds, b: Bounds): boolean | undefined {
  if (a.max < b.min) return true;
  return a.min >= b.max ? false : undefined;
}

function isEqual(a: Bounds, b: Bounds): boolean | undefined {
  if (a.max < b.min || a.min > b.max) return false;
  return a.min === a.max && b.min === b.max ? true : undefined;
}

function not(decided: boolean | undefined): boolean | undefined {
  return decided === undefined ? undefined : !decided;
}

function either(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  return a === true || b === true ? true : a === undefined || b === undefined ? undefined : false;
}
