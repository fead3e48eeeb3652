import { readdirSync } from 'node:fs';
import { Config } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { SCHEMAS } from '../../src/cli/schemas/index.js';
import { violations } from '../support/json-schema.js';
import { gearctl } from '../support/run-gearctl.js';

const config = await Config.load(process.cwd());
const commands = await Promise.all(
  config.commands.map(async (loadable) => {
    const command = await loadable.load();
    const flags = { ...command.baseFlags, ...command.flags };
    const { schema } = command as { schema?: string };
    return {
      id: loadable.id,
      words: loadable.id.split(':'),
      name: loadable.id.replaceAll(':', ' '),
      command,
      flags,
      schema,
    };
  }),
);
const withJson = commands.filter(({ flags }) => 'json' in flags || 'jsonl' in flags);

describe('every command', () => {
  it('is in oclif.manifest.json, which `npm run build` writes', () => {
    const ids = readdirSync('src/commands', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => path.replace(/(\/index)?\.ts$/, '').replaceAll('/', ':'));
    expect(commands.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  it.each(commands)('$name leaves stdin alone: oclif would read a missing argument from it', ({ command }) => {
    const readers = Object.entries(command.args).filter(([, arg]) => arg.ignoreStdin !== true);
    expect(readers.map(([name]) => name)).toEqual([]);
  });

  it.each(commands)('$name says what it does, and shows at least two examples', ({ command }) => {
    expect(command.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(command.examples?.length).toBeGreaterThanOrEqual(2);
  });

  it.each(commands)('$name describes each of its flags and arguments', ({ command, flags }) => {
    const undescribed = Object.entries({ ...flags, ...command.args }).filter(
      ([, { description, hidden }]) => !description && !hidden,
    );
    expect(undescribed.map(([name]) => name)).toEqual([]);
  });

  it.each(withJson)('$name has a schema for its JSON', ({ schema }) => {
    expect(Object.keys(SCHEMAS)).toContain(schema);
  });

  it.each(commands)(
    '$name ends with 64 and one clear line when it is given a flag that is not there',
    async (command) => {
      const { stdout, stderr, exit } = await gearctl([...command.words, '--no-such-flag']);
      expect({ stdout, exit }).toEqual({ stdout: '', exit: 64 });
      expect(stderr).toBe(`gearctl: there is no flag --no-such-flag\n  Try: gearctl ${command.name} --help\n`);
    },
  );

  it.each(withJson)(
    '$name ends with the same code and an error object when it is to print JSON',
    async ({ words, flags }) => {
      const json = 'json' in flags ? '--json' : '--jsonl';
      const { stdout, exit } = await gearctl([...words, '--no-such-flag', json]);
      const { type, ...document } = JSON.parse(stdout);
      expect(exit).toBe(64);
      expect(document.error).toMatchObject({ code: 'USAGE', exit: 64 });
      if (json === '--jsonl') expect(type).toBe('error');
      else expect(violations(document, SCHEMAS.error ?? {})).toEqual([]);
    },
  );
});

describe('a short letter', () => {
  const meanings = new Map<string, Set<string>>();
  for (const { flags } of commands) {
    for (const [name, { char }] of Object.entries(flags)) {
      if (char !== undefined) meanings.set(char, (meanings.get(char) ?? new Set()).add(name));
    }
  }

  it.each([...meanings].map(([letter, names]) => ({ letter, names: [...names] })))(
    '-$letter means the same in every command: $names',
    ({ names }) => {
      expect(names).toHaveLength(1);
    },
  );

  it('is -h for help alone, for in other tools it is the host', () => {
    expect([...(meanings.get('h') ?? [])]).toEqual(['help']);
  });
});
