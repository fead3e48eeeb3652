import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandNotExecutableError, CommandNotFoundError } from '../../src/errors.js';
import { lookUpCommand } from '../../src/exec/command-look-up.js';

let room: string;

beforeAll(() => {
  room = mkdtempSync(join(tmpdir(), 'gearctl-look-up-'));
  mkdirSync(join(room, 'bin'));
  mkdirSync(join(room, 'plain'));
  mkdirSync(join(room, 'plain', 'folder'));
  for (const [path, mode] of [
    ['bin/tool', 0o755],
    ['plain/tool', 0o644],
    ['plain/notes', 0o644],
    ['here', 0o755],
  ] as const) {
    writeFileSync(join(room, path), '#!/bin/sh\n');
    chmodSync(join(room, path), mode);
  }
});

afterAll(() => rmSync(room, { recursive: true }));

function failure(program: string, path: string | undefined): CommandNotFoundError | CommandNotExecutableError {
  try {
    lookUpCommand([program], { PATH: path }, room);
  } catch (error) {
    if (error instanceof CommandNotFoundError || error instanceof CommandNotExecutableError) return error;
    throw error;
  }
  throw new Error(`${program} was found`);
}

describe('lookUpCommand', () => {
  it('finds a name in PATH', () => {
    expect(lookUpCommand(['tool', '-x'], { PATH: `/nowhere:${room}/bin` }, '/')).toBe(join(room, 'bin/tool'));
  });

  it('goes on past a file in PATH that may not be executed', () => {
    expect(lookUpCommand(['tool'], { PATH: `${room}/plain:${room}/bin` }, '/')).toBe(join(room, 'bin/tool'));
  });

  it('takes a relative or empty directory of PATH from the working directory', () => {
    expect(lookUpCommand(['tool'], { PATH: 'bin' }, room)).toBe(join(room, 'bin/tool'));
    expect(lookUpCommand(['here'], { PATH: '/nowhere:' }, room)).toBe(join(room, 'here'));
  });

  it('takes a name with a slash from the working directory, without PATH', () => {
    expect(lookUpCommand(['./here'], { PATH: '' }, room)).toBe(join(room, 'here'));
    expect(lookUpCommand([join(room, 'bin/tool')], {}, '/')).toBe(join(room, 'bin/tool'));
  });

  it('looks in the directories of the system when the environment has no PATH', () => {
    expect(lookUpCommand(['sh'], {}, '/')).toBe('/bin/sh');
  });

  it('says where it looked for a name', () => {
    const error = failure('nope', '/a:/b');
    expect(error).toBeInstanceOf(CommandNotFoundError);
    expect(error.message).toBe('cannot find nope: looked in /a:/b');
    expect(error.hint).toContain('PATH');
  });

  it('says where it looked for a path', () => {
    const error = failure('./bin/nope', '/a');
    expect(error).toBeInstanceOf(CommandNotFoundError);
    expect(error.message).toBe(`cannot find ./bin/nope: there is no ${room}/bin/nope`);
  });

  it('calls a path through a file not found', () => {
    expect(failure('./here/nope', '/a')).toBeInstanceOf(CommandNotFoundError);
  });

  it.each([
    ['./plain/notes', 'plain/notes'],
    ['./plain/folder', 'plain/folder'],
    ['notes', 'plain/notes'],
  ])('refuses what is no executable file: %s', (program, path) => {
    const error = failure(program, join(room, 'plain'));
    expect(error).toBeInstanceOf(CommandNotExecutableError);
    expect(error.message).toBe(`cannot execute ${program}: ${room}/${path} is no executable file`);
    expect(error.hint).toContain('chmod +x');
  });

  it('finds nothing when no command was given', () => {
    expect(() => lookUpCommand([], {}, room)).toThrow(CommandNotFoundError);
    expect(() => lookUpCommand([''], {}, room)).toThrow('no command was given');
  });
});
