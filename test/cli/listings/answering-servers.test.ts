import { describe, expect, it } from 'vitest';
import { NO_PAINT } from '../../../src/cli/color.js';
import { type Answer, serverLines, unanswered } from '../../../src/cli/listings/answering-servers.js';
import { glyphsOf } from '../../../src/cli/output/glyphs.js';
import { ConnectError, ProtocolError } from '../../../src/errors.js';

const answers: Answer[] = [
  { server: 'q1:4730', ok: true, value: 1 },
  { server: 'q2:4730', ok: false, error: new ConnectError('q2:4730', 'ECONNREFUSED', 'connection refused') },
  { server: 'q3:4730', ok: false, error: new ProtocolError('q3:4730 talks \x1b nonsense') },
];

function lines(width: number): string[] {
  return serverLines(answers, { paint: NO_PAINT, glyphs: glyphsOf('light'), width });
}

describe('the servers under a table', () => {
  it('stand side by side, each with a sign and what is wrong', () => {
    expect(lines(Number.POSITIVE_INFINITY)).toEqual([
      '● q1:4730   ○ q2:4730 connection refused   ○ q3:4730 q3:4730 talks \\x1b nonsense',
    ]);
  });

  it('take as many lines as the width asks for', () => {
    expect(lines(40)).toEqual(['● q1:4730   ○ q2:4730 connection refused', '○ q3:4730 q3:4730 talks \\x1b nonsense']);
    expect(lines(39)).toHaveLength(3);
  });
});

describe('the servers that did not answer', () => {
  it('are named with the code of the system, or else with ours', () => {
    expect(unanswered(answers).map(({ server, errno }) => [server, errno])).toEqual([
      ['q2:4730', 'ECONNREFUSED'],
      ['q3:4730', 'PROTOCOL'],
    ]);
  });
});
