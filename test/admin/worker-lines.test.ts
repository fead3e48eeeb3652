import { describe, expect, it } from 'vitest';
import { wholeWorkerLines } from '../../src/admin/worker-lines.js';

describe('the lines of workers', () => {
  it('are rows as they come', () => {
    const lines = ['30 127.0.0.1 - :', '31 ::%1316358368 my id : a b', '1 127.0.0.1:555 - : a'];
    expect(wholeWorkerLines(lines)).toEqual(lines);
  });

  it('are joined where a name or an ID is cut by a line end, also when the first part looks whole', () => {
    const lines = ['30 127.0.0.1 - : two', 'lines', '31 127.0.0.1 my', 'id : a', '32 127.0.0.1 - : b'];
    expect(wholeWorkerLines(lines)).toEqual([
      '30 127.0.0.1 - : two\nlines',
      '31 127.0.0.1 my\nid : a',
      '32 127.0.0.1 - : b',
    ]);
  });

  it('are kept when none begins a row', () => {
    expect(wholeWorkerLines(['HTTP/1.1 400', 'Bad'])).toEqual(['HTTP/1.1 400\nBad']);
  });
});
