import { describe, expect, it } from 'vitest';
import { ServerList } from '../../src/client/server-list.js';
import { AddressError } from '../../src/errors.js';
import { parseServerList } from '../../src/net/server-address.js';

const ASIDE_MS = 30_000;

function listOf(servers: string) {
  const clock = { now: 1000 };
  const list = new ServerList(parseServerList(servers), ASIDE_MS, () => clock.now);
  return { clock, list, order: () => list.inOrder().map((address) => address.label) };
}

describe('the list of servers', () => {
  it('is tried in the order given', () => {
    expect(listOf('c,a,b').order()).toEqual(['c:4730', 'a:4730', 'b:4730']);
  });

  it('tries those that failed last, the longest failed first', () => {
    const { list, clock, order } = listOf('a,b,c,d');
    list.failed('b:4730');
    clock.now += 1;
    list.failed('a:4730');
    expect(order()).toEqual(['c:4730', 'd:4730', 'b:4730', 'a:4730']);
  });

  it('forgets a failure after the time, or when the server worked again', () => {
    const { list, clock, order } = listOf('a,b,c');
    list.failed('a:4730');
    list.failed('b:4730');
    list.worked('b:4730');
    clock.now += ASIDE_MS - 1;
    expect(order()).toEqual(['b:4730', 'c:4730', 'a:4730']);
    clock.now += 1;
    expect(order()).toEqual(['a:4730', 'b:4730', 'c:4730']);
  });

  it('finds a server by its label or its address', () => {
    const { list } = listOf('q1,tls://q2:4731,unix:/run/g.sock');
    expect(['q1', 'q1:4730', 'tls://q2:4731', 'unix:/run/g.sock'].map((text) => list.find(text).label)).toEqual([
      'q1:4730',
      'q1:4730',
      'tls://q2:4731',
      'unix:/run/g.sock',
    ]);
    expect(() => list.find('q3')).toThrow(AddressError);
    expect(() => list.find('q2:4731')).toThrow("q2:4731 is none of this client's servers");
  });
});
