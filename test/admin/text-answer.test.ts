import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextAnswer } from '../../src/admin/text-answer.js';
import type { AdminCommandName } from '../../src/protocol/index.js';

/** Adds the bytes in pieces, and tells behind how many bytes the answer was whole, and whether it is one line. */
function read(command: AdminCommandName, ...pieces: string[]) {
  const answer = new TextAnswer(command);
  let length = 0;
  for (const piece of pieces) {
    length += piece.length;
    if (answer.add(Buffer.from(piece, 'latin1'))) return { wholeAfter: length, isLine: answer.isLine };
  }
  return { wholeAfter: undefined, isLine: answer.isLine };
}

describe('the answer to a command that is answered with a line', () => {
  it('is whole with the line, and is kept as it came', () => {
    const answer = new TextAnswer('version');
    expect(['OK', ' 1.1', '.20\r\n'].map((piece) => answer.add(Buffer.from(piece)))).toEqual([false, false, true]);
    expect(Buffer.concat(answer.pieces).toString()).toBe('OK 1.1.20\r\n');
  });

  it('has what came together with its end', () => {
    expect(read('getpid', 'OK 1\nmore')).toEqual({ wholeAfter: 9, isLine: true });
  });
});

describe('the answer to a command that is answered with a list', () => {
  it('is whole with the dot, wherever the bytes are cut', () => {
    const list = 'a\t1\t2\t3\n..\t0\t0\t0\nb\t0\t0\t0\n.\n';
    fc.assert(
      fc.property(fc.array(fc.nat(list.length)), fc.constantFrom(list, list.replaceAll('\n', '\r\n')), (cuts, text) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
        expect(read('status', ...pieces)).toEqual({ wholeAfter: text.length, isLine: false });
      }),
    );
  });

  it.each<[AdminCommandName, string]>([
    ['status', 'OK\t0\t0\t0\n'],
    ['status', 'ERR odd name\t0\t0\t0\n'],
    ['status', 'name\nwith line end\t0\t0\t0\n'],
    ['workers', '31 127.0.0.1 - : ERR\n'],
    ['workers', '31 127.0.0.1 id\nwith line end :\n'],
    ['show jobs', 'H:q1:1\t0\t0\t1\r\n'],
    ['show unique jobs', 'ERR is a unique ID\n'],
    ['show unique jobs', '\n'],
  ])('goes on behind the first row: %s, %j', (command, row) => {
    expect(read(command, row)).toEqual({ wholeAfter: undefined, isLine: false });
    expect(read(command, row, '.\n').wholeAfter).toBe(row.length + 2);
  });

  it.each<[AdminCommandName, string]>([
    ['status', 'ERR UNKNOWN_COMMAND Unknown+server+command\r\n'],
    ['prioritystatus', 'ERR no_such_command\n'],
    ['workers', 'OK\r\n'],
    ['show jobs', 'HTTP/1.1 400 Bad Request\r\n'],
    ['show unique jobs', 'ERR UNKNOWN_SHOW_ARGUMENTS\r\n'],
  ])('may be one line instead: %s, %j', (command, line) => {
    expect(read(command, line)).toEqual({ wholeAfter: line.length, isLine: true });
  });
});
