import type { JsonSchema } from '../../src/cli/schemas/json-schema.js';

/**
 * Lists what in `value` is not as `schema` says, each with its path; nothing if all is. Stricter than JSON Schema in one
 * thing: a property that the schema does not list is a mistake too, for what is printed has to be documented.
 */
export function violations(value: unknown, schema: JsonSchema, root: JsonSchema = schema, path = '$'): string[] {
  if (schema.$ref !== undefined) return violations(value, definition(root, schema.$ref), root, path);
  if (schema.oneOf !== undefined) {
    const tries = schema.oneOf.map((each) => violations(value, each, root, path));
    const matching = tries.filter((found) => found.length === 0).length;
    return matching === 1
      ? []
      : [`${path}: matches ${matching} of ${tries.length} schemas: ${tries.flat().join('; ')}`];
  }
  const found: string[] = [];
  const fails = (message: string) => found.push(`${path}: ${message}`);
  if (schema.type !== undefined && ![schema.type].flat().some((type) => isOfType(value, type))) {
    return [`${path}: ${JSON.stringify(value)} is no ${[schema.type].flat().join(' or ')}`];
  }
  if (schema.const !== undefined && value !== schema.const) fails(`is not ${schema.const}`);
  if (schema.enum !== undefined && !schema.enum.includes(String(value))) fails(`is none of ${schema.enum.join(', ')}`);
  if (schema.minimum !== undefined && typeof value === 'number' && value < schema.minimum)
    fails(`${value} is too small`);
  if (schema.maximum !== undefined && typeof value === 'number' && value > schema.maximum)
    fails(`${value} is too large`);
  if (schema.format === 'date-time' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(value)))
    fails('is no time');
  if (Array.isArray(value)) {
    const items = schema.items ?? {};
    found.push(...value.flatMap((item, at) => violations(item, items, root, `${path}[${at}]`)));
  } else if (typeof value === 'object' && value !== null) {
    found.push(...propertyViolations(value as Record<string, unknown>, schema, root, path));
  }
  return found;
}

function propertyViolations(
  value: Record<string, unknown>,
  schema: JsonSchema,
  root: JsonSchema,
  path: string,
): string[] {
  const missing = (schema.required ?? []).filter((name) => !(name in value));
  return [
    ...missing.map((name) => `${path}.${name}: is missing`),
    ...Object.entries(value).flatMap(([name, property]) => {
      const known = schema.properties?.[name] ?? schema.additionalProperties;
      return known === undefined
        ? [`${path}.${name}: is not in the schema`]
        : violations(property, known, root, `${path}.${name}`);
    }),
  ];
}

function definition(root: JsonSchema, ref: string): JsonSchema {
  const name = ref.replace('#/$defs/', '');
  const found = root.$defs?.[name];
  if (found === undefined) throw new Error(`the schema has no definition ${ref}`);
  return found;
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
