import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { InputFileError } from '../../src/errors.js';
import { handlesIn } from '../../src/operations/handle-list.js';

describe('A list of handles', () => {
  it('has one on each line, and blank lines mean nothing', async () => {
    const stdin = Readable.from([Buffer.from('H:q1:1\nH:q1'), Buffer.from(':2\r\n\n  H:q1:3')]);
    expect(await handlesIn('-', stdin)).toEqual(['H:q1:1', 'H:q1:2', 'H:q1:3']);
  });

  it('cannot be read from a file that is not there', async () => {
    await expect(handlesIn('/nonexistent', Readable.from([]))).rejects.toThrow(InputFileError);
  });
});
