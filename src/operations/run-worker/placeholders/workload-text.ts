import { constants } from 'node:buffer';
import { InputDataError } from '../../../errors.js';

/** What to do about a workload that cannot be an argument. */
export const FROM_ELSEWHERE = 'read the workload from stdin, or from {file}';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A workload read as text and as JSON, each at most once and only when it is asked for. */
export class WorkloadText {
  readonly #workload: Uint8Array;
  #text: string | undefined;
  #document: { readonly root: unknown } | undefined;

  constructor(workload: Uint8Array) {
    this.#workload = workload;
  }

  /** Gives the whole text. Throws InputDataError where it is no UTF-8, and where it is longer. */
  upTo(maxBytes: number): string {
    const { length } = this.#workload;
    if (length > maxBytes) {
      throw new InputDataError(`a workload of ${length} bytes is too large for arguments`, { hint: FROM_ELSEWHERE });
    }
    this.#text ??= this.#decode();
    return this.#text;
  }

  /**
   * Gives a field: a string as it is, anything else as JSON. Throws InputDataError where the workload is no JSON, where
   * it has no such field, and for a number that JavaScript would change.
   */
  field(path: readonly string[]): string {
    let value = this.#root();
    for (const name of path) value = member(value, name);
    // A null says the same as a field that is not there, and a command should not get the word.
    if (value === undefined || value === null) throw new InputDataError(`the workload has no field .${path.join('.')}`);
    return typeof value === 'string' ? wellFormed(value, path) : jsonText(value);
  }

  #decode(): string {
    try {
      return decoder.decode(this.#workload);
    } catch (error) {
      throw new InputDataError('the workload is no UTF-8, so it cannot be an argument', {
        hint: FROM_ELSEWHERE,
        cause: error,
      });
    }
  }

  #root(): unknown {
    this.#document ??= { root: parseJson(this.upTo(constants.MAX_STRING_LENGTH)) };
    return this.#document.root;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputDataError(`the workload is no JSON: ${(error as Error).message}`, { cause: error });
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  // A list has a length of its own, which is no item.
  if (Array.isArray(value) && !/^\d+$/.test(name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function wellFormed(text: string, path: readonly string[]): string {
  if (!/\p{Surrogate}/u.test(text)) return text;
  throw new InputDataError(`the field .${path.join('.')} is no Unicode text: it has half a surrogate pair`);
}

function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value, exactNumber);
  } catch (error) {
    if (error instanceof InputDataError) throw error;
    throw new InputDataError('a field of the workload is nested too deeply', { cause: error });
  }
}

/** Beyond 2^53 a number has been rounded when it was read, and it is most likely somebody's ID. */
function exactNumber(_name: string, value: unknown): unknown {
  if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  throw new InputDataError(`the number ${value} in the workload is too large to be passed on exactly`, {
    hint: 'send it as a string',
  });
}
