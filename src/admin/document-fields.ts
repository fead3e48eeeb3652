import { ProtocolError } from '../errors.js';
import type { AdminCommandName } from '../protocol/index.js';

/** A command that is answered by a document: which one it is, and what is read from it. */
export interface DocumentQuestion<Answer> {
  readonly command: AdminCommandName;
  readonly schema: string;
  readonly read: (fields: DocumentFields) => Answer;
}

/**
 * The fields of an object that a server has sent as JSON, read by name and type. More fields than are read may be there.
 * All methods throw ProtocolError for a field that is missing or of another type.
 */
export class DocumentFields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #what: string;

  /** `what` names the object in errors. */
  constructor(value: unknown, what: string) {
    this.#what = what;
    this.#fields = isObject(value) ? value : this.#refuse('object');
  }

  /** Reads a document from its text, which must name its schema. */
  static parse(json: string, schema: string, what: string): DocumentFields {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch (cause) {
      throw new ProtocolError(`${what} is no JSON`, { cause });
    }
    const fields = new DocumentFields(value, what);
    if (fields.text('schema') !== schema) throw new ProtocolError(`${what} is not of the schema ${schema}`);
    return fields;
  }

  number(name: string): number {
    const value = this.#fields[name];
    return typeof value === 'number' ? value : this.#refuse(name);
  }

  flag(name: string): boolean {
    const value = this.#fields[name];
    return typeof value === 'boolean' ? value : this.#refuse(name);
  }

  /** Reads a text; of bytes that are no UTF-8, sent as `NAME_base64`, each becomes the character of its number. */
  text(name: string): string {
    const value = this.#fields[name];
    if (typeof value === 'string') return value;
    const base64 = this.#fields[`${name}_base64`];
    return typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString('latin1') : this.#refuse(name);
  }

  /** Reads one of these texts. */
  oneOf<Text extends string>(name: string, texts: readonly Text[]): Text {
    const value = this.text(name);
    return texts.find((text) => text === value) ?? this.#refuse(name);
  }

  /** Reads bytes, sent as `NAME` or `NAME_base64`. */
  bytes(name: string): Uint8Array {
    const value = this.#fields[name];
    if (typeof value === 'string') return Buffer.from(value);
    const base64 = this.#fields[`${name}_base64`];
    return typeof base64 === 'string' ? Buffer.from(base64, 'base64') : this.#refuse(name);
  }

  /** Reads seconds as milliseconds. */
  durationMs(name: string): number {
    return Math.round(this.number(name) * 1000);
  }

  /** Reads a time as milliseconds since 1970. */
  epochMs(name: string): number {
    const epochMs = Date.parse(this.text(name));
    return Number.isNaN(epochMs) ? this.#refuse(name) : epochMs;
  }

  numbers(name: string): number[] {
    const value = this.#fields[name];
    const isNumbers = Array.isArray(value) && value.every((each) => typeof each === 'number');
    return isNumbers ? value : this.#refuse(name);
  }

  object(name: string): DocumentFields {
    return new DocumentFields(this.#fields[name], `'${name}' in ${this.#what}`);
  }

  objects(name: string): DocumentFields[] {
    const value = this.#fields[name];
    if (!Array.isArray(value)) return this.#refuse(name);
    return value.map((each) => new DocumentFields(each, `an element of '${name}' in ${this.#what}`));
  }

  /** Gives what `read` makes of a field, or undefined where it is null. */
  optional<Value>(name: string, read: (name: string) => Value): Value | undefined {
    return this.#fields[name] === null ? undefined : read(name);
  }

  #refuse(name: string): never {
    throw new ProtocolError(`${this.#what} has no usable '${name}'`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
