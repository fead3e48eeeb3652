import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonSchema } from '../../../src/cli/schemas/json-schema.js';
import { workersFileSchema } from '../../../src/cli/schemas/workers-file.js';
import { COPROCESS_KEYS } from '../../../src/operations/run-worker/pool-file/coprocess-keys.js';
import { FILE_KEYS } from '../../../src/operations/run-worker/pool-file/file-keys.js';
import { FUNCTION_KEYS } from '../../../src/operations/run-worker/pool-file/function-keys.js';
import { readPool } from '../../operations/run-worker/pool-file/pool-folder.js';
import { violations } from '../../support/json-schema.js';

const page = readFileSync('docs/work-file.md', 'utf8');
const [, example = ''] = /^```yaml\n(.*?)^```$/ms.exec(page) ?? [];
const keys = (table: object | undefined) => Object.keys(table ?? {}).sort();
const functionSchema: JsonSchema = workersFileSchema.$defs?.function ?? {};

describe('the schema of a pool file', () => {
  it('has the keys that the parser knows, and no others', () => {
    expect(keys(workersFileSchema.properties)).toEqual(keys(FILE_KEYS));
    expect(keys(functionSchema.properties)).toEqual(keys(FUNCTION_KEYS));
    expect(keys(functionSchema.properties?.coprocess?.properties)).toEqual(keys(COPROCESS_KEYS));
  });

  it('takes what the parser takes', () => {
    expect(violations(parse(example), workersFileSchema)).toEqual([]);
    expect(violations(parse('functions: {a: {comand: [cat], stdin: all}}'), workersFileSchema)).toHaveLength(2);
  });
});

describe('the page about pool files', () => {
  it('has a row or a word for every key', () => {
    const documented = new Set(
      [...page.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) => cell.match(/\w+/g) ?? []),
    );
    const known = [...keys(FILE_KEYS), ...keys(FUNCTION_KEYS), ...keys(COPROCESS_KEYS)];
    expect(known.filter((name) => !documented.has(name))).toEqual([]);
  });

  it('has an example that the parser takes', async () => {
    const { servers, functions } = await readPool(example);
    expect(servers).toEqual(['q1:4730', 'q2:4730']);
    expect(functions.map(({ functionName }) => functionName)).toEqual([
      'thumbnail_resize',
      'mail_send',
      'report_nightly',
      'webhook_post',
    ]);
  });
});
