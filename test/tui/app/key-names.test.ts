import { describe, expect, it } from 'vitest';
import { keyName, sequencesIn } from '../../../src/tui/app/key-names.js';

describe('the names of keys', () => {
  it.each([
    { sent: 'q', names: ['q'] },
    { sent: 'jjG', names: ['j', 'j', 'G'] },
    { sent: '\x1b[A\x1bOB', names: ['up', 'down'] },
    { sent: '\x1b[5~\x1b[6~\x1b[H\x1b[4~', names: ['pageup', 'pagedown', 'home', 'end'] },
    { sent: '\x1b', names: ['escape'] },
    { sent: '\x1b\x1b[A', names: ['escape', 'up'] },
    { sent: '\r\t\x7f', names: ['enter', 'tab', 'backspace'] },
    { sent: '\x03\x0c\x1a\x15', names: ['ctrl-c', 'ctrl-l', 'ctrl-z', 'ctrl-u'] },
    { sent: 'ä漢😀', names: ['ä', '漢', '😀'] },
    { sent: '\x1b[1;5C\x1b[15~x', names: ['x'] },
    { sent: '\x00\x9b', names: [] },
    { sent: '\x1b[<0;3;4Mq\x1b[M !!j', names: ['q', 'j'] },
  ])('$names', ({ sent, names }) => {
    expect(sequencesIn(sent).flatMap((each) => keyName(each) ?? [])).toEqual(names);
  });
});
