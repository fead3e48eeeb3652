import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/compat/gearman/options.js';
import { findUnknownHost, listServers } from '../../../src/compat/gearman/servers.js';

function labels(args: readonly string[], env: NodeJS.ProcessEnv = {}): string[] {
  return listServers(readOptions(args, {}).options, env).map(([, { label }]) => label);
}

describe('the servers of gearman', () => {
  it('is one, on this machine unless told otherwise', () => {
    expect(labels([])).toEqual(['localhost:4730']);
    expect(labels(['-h', '', '-p', '0'])).toEqual(['localhost:4730']);
    expect(labels(['-h', 'q1', '-p', '4731'])).toEqual(['q1:4731']);
    expect(labels(['-h', 'q1', '-S'])).toEqual(['tls://q1:4730']);
  });

  it('has no port in its host', () => {
    expect(labels(['-h', 'q1:4731'])).toEqual(['q1:4731:4730']);
  });

  it('are those of GEARMAN_SERVER instead, the last one first', () => {
    expect(labels(['-h', 'q0'], { GEARMAN_SERVER: 'q1,q2:4731,q3:x' })).toEqual(['q3:4730', 'q2:4731', 'q1:4730']);
    expect(labels(['-h', 'q0'], { GEARMAN_SERVER: '' })).toEqual(['localhost:4730']);
  });

  it('are those of GEARMAN_SERVERS as well, behind the others', () => {
    expect(labels(['-h', 'q0'], { GEARMAN_SERVERS: 'q1,q2' })).toEqual(['q0:4730', 'q2:4730', 'q1:4730']);
  });

  it('are looked up by name, and it is said which list has one that nobody knows', async () => {
    const listed = listServers(readOptions([], {}).options, { GEARMAN_SERVER: '127.0.0.1,nosuch.invalid:1' });
    const unknown = await findUnknownHost(listed);
    expect(unknown).toMatchObject({ source: 'GEARMAN_SERVER', error: { server: 'nosuch.invalid:1' } });
    expect(await findUnknownHost(listServers(readOptions(['-h', '127.0.0.1'], {}).options, {}))).toBeUndefined();
  });
});
