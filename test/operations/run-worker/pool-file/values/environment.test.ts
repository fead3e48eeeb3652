import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../../src/errors.js';
import {
  parseVariable,
  processEnvironment,
  variable,
} from '../../../../../src/operations/run-worker/pool-file/values/environment.js';

const INHERITED = { PATH: '/bin', LANG: 'C', HOME: '/root', SECRET: 's', GEARMAN_WORKER_ID: 'w' };
const USER = { name: 'www', uid: 33, gid: 33, groups: [], home: '/var/www', shell: '/bin/false' };

describe('the environment of processes', () => {
  it('is inherited, with what is set and without what is dropped', () => {
    const changes = [parseVariable('A=b=c'), parseVariable('HOME='), variable('SECRET', null)];
    expect(processEnvironment(INHERITED, changes, { isClean: false })).toEqual({
      ...INHERITED,
      ...{ A: 'b=c', HOME: '', SECRET: undefined },
    });
  });

  it('can be clean but for what every process needs and what is named', () => {
    const changes = [parseVariable('SECRET'), parseVariable('A=b'), parseVariable('NOBODY')];
    const env = processEnvironment(INHERITED, changes, { isClean: true });
    expect(env).toEqual({ PATH: '/bin', LANG: 'C', GEARMAN_WORKER_ID: 'w', SECRET: 's', A: 'b' });
  });

  it('tells a user who they are, unless something else is wanted', () => {
    const env = processEnvironment(INHERITED, [parseVariable('HOME=/srv')], { isClean: true, user: USER });
    expect(env).toMatchObject({ HOME: '/srv', USER: 'www', LOGNAME: 'www', SHELL: '/bin/false' });
  });

  it.each(['', '=x', 'a\0b=c', 'a=b\0'])('cannot have %j', (text) => {
    expect(() => parseVariable(text)).toThrow(UsageError);
  });
});
