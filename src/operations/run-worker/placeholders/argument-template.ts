import { InputDataError, UsageError } from '../../../errors.js';
import { type ArgumentPart, argumentParts, type Placeholder } from './placeholder.js';
import { splitWords } from './words.js';
import { FROM_ELSEWHERE, WorkloadText } from './workload-text.js';

/** What the placeholders of a job stand for. */
export interface ArgumentValues {
  readonly workload: Uint8Array;
  readonly handle: string;
  readonly unique: string;
  readonly functionName: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** Counts from 1. */
  readonly slot: number;
  /** The path of a file with the workload; needed only by a template that `usesFile`. */
  readonly file?: string | undefined;
}

/** What may become an argument. */
export interface ArgumentRules {
  /** Adds the words of the workload at the end. */
  readonly payloadWords: boolean;
  /** Lets values begin an argument with a `-`. */
  readonly allowsDash: boolean;
}

/** The longest argument that Linux takes, in bytes, without its NUL. */
const MAX_ARGUMENT_BYTES = 131_071;

/** The most that all arguments may be, in bytes with 9 for each: about half of what Linux takes, for there is an environment too. */
const MAX_ARGUMENTS_BYTES = 1_048_576;

/** The arguments of a command, with places for what differs between jobs. */
export class ArgumentTemplate {
  /** True when a file with the workload is needed. */
  readonly usesFile: boolean;
  readonly #words: readonly (string | readonly ArgumentPart[])[];
  readonly #rules: ArgumentRules;
  /** What `fill` gives, where it is the same for all jobs. */
  readonly #constant: readonly string[] | undefined;

  /**
   * Takes the arguments without the program, whose name cannot have placeholders: it is looked up before there are jobs.
   * Throws UsageError for an argument with a NUL.
   */
  constructor(words: readonly string[], rules: ArgumentRules) {
    if (words.some((word) => word.includes('\0'))) throw new UsageError('an argument of the command holds a NUL');
    this.#rules = rules;
    this.#words = words.map((word) => {
      const parts = argumentParts(word);
      const [first] = parts;
      return parts.length === 1 && typeof first === 'string' ? first : parts;
    });
    const constant = this.#words.filter((word) => typeof word === 'string');
    this.#constant = rules.payloadWords || constant.length < words.length ? undefined : constant;
    this.usesFile = this.#words.flat().some((part) => typeof part !== 'string' && part.type === 'file');
  }

  /**
   * Gives the arguments for one job. A placeholder never becomes more or less than one argument or a part of one. Throws
   * InputDataError, with what is wrong with the job: a workload that is no UTF-8 or lacks a field, a value with a NUL, one
   * that begins an argument with a `-` where that is not allowed, arguments that are too long for the system.
   */
  fill(values: ArgumentValues): readonly string[] {
    if (this.#constant !== undefined) return this.#constant;
    const workload = new WorkloadText(values.workload);
    const words = this.#words.map((word) => {
      if (typeof word === 'string') return word;
      const filled = word.map((part) => (typeof part === 'string' ? part : filledIn(part, values, workload))).join('');
      return typeof word[0] === 'string' ? filled : this.#withoutDash(filled);
    });
    const { payloadWords } = this.#rules;
    const added = payloadWords
      ? splitWords(workload.upTo(MAX_ARGUMENTS_BYTES)).map((word) => this.#withoutDash(word))
      : [];
    const all = [...words, ...added];
    checkSize(all);
    return all;
  }

  #withoutDash(word: string): string {
    if (this.#rules.allowsDash || !word.startsWith('-')) return word;
    throw new InputDataError(`the argument '${shortened(word)}' would be read as an option`, {
      hint: 'send values that do not begin with -, or allow them (--allow-dash, allow_dash)',
    });
  }
}

function filledIn(placeholder: Placeholder, values: ArgumentValues, workload: WorkloadText): string {
  switch (placeholder.type) {
    case 'workload':
      return withoutNewline(workload.upTo(MAX_ARGUMENT_BYTES + 1));
    case 'field':
      return workload.field(placeholder.path);
    case 'function':
      return values.functionName;
    default:
      return String(values[placeholder.type] ?? '');
  }
}

function checkSize(words: readonly string[]): void {
  let total = 0;
  for (const word of words) {
    if (word.includes('\0')) throw new InputDataError(`the argument '${shortened(word)}' would hold a NUL`);
    const bytes = Buffer.byteLength(word);
    total += bytes + 9;
    if (bytes <= MAX_ARGUMENT_BYTES && total <= MAX_ARGUMENTS_BYTES) continue;
    throw new InputDataError(`arguments of ${total} bytes, one of ${bytes}, are more than the system takes`, {
      hint: FROM_ELSEWHERE,
    });
  }
}

function withoutNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

function shortened(word: string): string {
  return word.length > 40 ? `${word.slice(0, 40)}…` : word;
}
