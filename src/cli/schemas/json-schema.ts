/** A JSON Schema (2020-12), in the part of it that our documents need. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly title?: string;
  readonly description?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly const?: string | number | boolean;
  readonly enum?: readonly string[];
  readonly format?: 'date-time';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** The schema of properties that are not listed. */
  readonly additionalProperties?: JsonSchema;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
}

type JsonType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

/** A whole number from 0. */
export const count: JsonSchema = { type: 'integer', minimum: 0 };

/** Milliseconds, with decimals. */
export const milliseconds: JsonSchema = { type: 'number', minimum: 0 };

/** An instant in UTC: `2026-09-28T14:07:32.120Z`. */
export const instant: JsonSchema = { type: 'string', format: 'date-time' };

export const text: JsonSchema = { type: 'string' };

/** A text that is not known of every server. */
export const textOrNull: JsonSchema = { type: ['string', 'null'] };

/** An object with these properties, all of them there but those in `optional`. More may be added in time. */
export function object(properties: Readonly<Record<string, JsonSchema>>, optional: readonly string[] = []): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', required, properties };
}

export function arrayOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

/** The schema of a document that names itself in its first field. */
export function documentSchema(
  name: string,
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
  $defs?: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: name,
    description,
    ...object({ schema: { const: name }, ...properties }, optional),
    ...($defs && { $defs }),
  };
}
