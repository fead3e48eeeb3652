import { describe, expect, it } from 'vitest';
import { workerId } from '../../../src/operations/run-worker/worker-id.js';

describe('the ID of a worker that was given none', () => {
  it('is its machine and its function, and how many more', () => {
    expect(workerId('web2', ['resize'])).toBe('web2/resize');
    expect(workerId('web2', ['resize', 'mail', 'pdf'])).toBe('web2/resize+2');
  });

  it('is one word that fits, whatever the function is called', () => {
    expect(workerId('web2', ['a b\tc\u0085d'])).toBe('web2/a_b_c_d');
    expect(workerId('web2', ['größe'])).toBe('web2/gr_e');
    const longest = workerId('m'.repeat(300), ['f'.repeat(300), 'other']);
    expect(Buffer.byteLength(`${longest}.1000`)).toBeLessThanOrEqual(127);
  });
});
