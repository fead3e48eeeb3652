import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseControlLine } from '../../../../src/operations/run-worker/control/control-line.js';

const parse = (text: string) => parseControlLine(Buffer.from(text));
const bytes = (text: string) => Buffer.from(text);
const progress = (numerator: number, denominator: number) => [{ type: 'progress', numerator, denominator }];

describe('a line of the control channel', () => {
  it.each([
    ['progress 3/10', progress(3, 10)],
    ['progress 3 / 10', progress(3, 10)],
    ['progress 3 10', progress(3, 10)],
    ['3 10', progress(3, 10)],
    ['progress 42%', progress(42, 100)],
    ['progress 42.5%', progress(425, 1000)],
    ['progress 42.12345 %', progress(4212, 10_000)],
    ['warn disk is full', [{ type: 'warn', bytes: bytes('disk is full\n') }]],
    ['data  two  blanks ', [{ type: 'data', bytes: bytes(' two  blanks \n') }]],
    ['data', [{ type: 'data', bytes: bytes('\n') }]],
    ['data64 aGk=', [{ type: 'data', bytes: bytes('hi') }]],
    ['exception no such font', [{ type: 'exception', bytes: bytes('no such font') }]],
    ['exception64 aGk', [{ type: 'exception', bytes: bytes('hi') }]],
    ['result64 aGk=', [{ type: 'result', bytes: bytes('hi') }]],
    ['result-file /tmp/a b', [{ type: 'result-file', path: '/tmp/a b' }]],
    ['retry', [{ type: 'retry', afterMs: undefined }]],
    ['retry 30s', [{ type: 'retry', afterMs: 30_000 }]],
    ['extend 60', [{ type: 'extend', byMs: 60_000 }]],
    ['extend 1m30s', [{ type: 'extend', byMs: 90_000 }]],
    ['{"progress":[3,10]}', progress(3, 10)],
    ['{"progress":42.5}', progress(425, 1000)],
    ['{"data":"a\\nb"}', [{ type: 'data', bytes: bytes('a\nb') }]],
    [
      '{"warn":"w","result64":"aGk="}',
      [
        { type: 'warn', bytes: bytes('w') },
        { type: 'result', bytes: bytes('hi') },
      ],
    ],
    ['{"exception":"no"}', [{ type: 'exception', bytes: bytes('no') }]],
    ['{"result":"yes"}', [{ type: 'result', bytes: bytes('yes') }]],
    ['{"result-file":"out"}', [{ type: 'result-file', path: 'out' }]],
    ['{"retry":true}', [{ type: 'retry', afterMs: undefined }]],
    ['{"retry":1.5}', [{ type: 'retry', afterMs: 1500 }]],
    ['{"extend":"1m"}', [{ type: 'extend', byMs: 60_000 }]],
    ['{}', []],
  ])('%s', (line, words) => {
    const read = parse(line)?.map((word) => ('bytes' in word ? { ...word, bytes: Buffer.from(word.bytes) } : word));
    expect(read).toEqual(words);
  });

  it.each([
    ...['', 'hello', 'Progress 3/10', 'progress', 'progress x', 'progress -1/5', 'progress 1/9999999999', '3', '3 x'],
    ...['data64 %%%', 'result64 a=b', 'result-file', 'result-file ', 'retry soon', 'extend', 'extend 99999d'],
    ...[
      '{',
      '{"progress":[1]}',
      '{"progress":["a","b"]}',
      '{"data":5}',
      '{"retry":false}',
      '{"what":1}',
      '[1]',
      'null',
    ],
    ...['{"data":"ok","what":1}', 'result-file a\0b'],
  ])('means nothing as %j', (line) => {
    expect(parse(line)).toBeUndefined();
  });

  it('may hold bytes that are no UTF-8 where it carries data', () => {
    const line = Buffer.concat([bytes('data '), Buffer.of(0xff, 0x00, 0xfe)]);
    expect(parseControlLine(line)).toEqual([{ type: 'data', bytes: Buffer.of(0xff, 0x00, 0xfe, 0x0a) }]);
    expect(parseControlLine(Buffer.concat([bytes('result-file '), Buffer.of(0xff)]))).toBeUndefined();
  });

  it('never throws, whatever it is', () => {
    const words = ['progress ', 'data64 ', 'retry ', 'extend ', '{"', '{"progress":', 'result-file ', ''];
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.uint8Array(), (word, rest) => {
        parseControlLine(Buffer.concat([bytes(word), rest]));
      }),
    );
  });
});
