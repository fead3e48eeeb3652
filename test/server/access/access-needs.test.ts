import { describe, expect, it } from 'vitest';
import { ADMIN_COMMANDS, PACKET_TABLE } from '../../../src/protocol/index.js';
import { COMMAND_NEEDS, PACKET_NEEDS } from '../../../src/server/access/access-needs.js';
import { packetHandlers } from '../../../src/server/packet-handlers.js';

const needs: ReadonlyMap<string, string> = new Map(Object.entries(PACKET_NEEDS));

describe('the table of what packets need', () => {
  it('has every packet that a client or worker sends, and no other', () => {
    const requests = PACKET_TABLE.filter(({ sentBy }) => sentBy.some((party) => party !== 'server'));
    expect([...needs.keys()].sort()).toEqual(requests.map(({ name }) => name).sort());
  });

  it('has every packet that the server handles', () => {
    expect(Object.keys(packetHandlers).filter((name) => !needs.has(name))).toEqual([]);
  });

  it('asks for the right to submit of all that submit, and for the right to work of all that register a function', () => {
    const named = PACKET_TABLE.filter(
      ({ name, text }) => needs.has(name) && text.some((arg) => arg === 'functionName'),
    );
    for (const { name, data } of named) {
      expect([name, needs.get(name)]).toEqual([name, data ? 'submit' : name === 'CANT_DO' ? 'nothing' : 'work']);
    }
    expect(named).toHaveLength(13);
  });
});

describe('the table of what text commands need', () => {
  it('has all commands', () => {
    const words = ADMIN_COMMANDS.map((row) => row.words.split(' ')[0] ?? '');
    expect(words.filter((word) => !COMMAND_NEEDS.has(word))).toEqual([]);
  });

  it('asks for the right to change of all that change something', () => {
    const changing = [...COMMAND_NEEDS].filter(([, need]) => need === 'change').map(([word]) => word);
    expect(changing).toEqual(['cancel', 'create', 'drop', 'maxqueue', 'shutdown']);
  });
});
