import { describe, expect, it } from 'vitest';
import { hostRows, workerRows } from '../../../src/tui/selectors/worker-rows.js';
import { afterKeys, afterSamples, newModel, polled } from '../samples.js';

const MODEL = afterSamples(
  newModel(),
  polled(1, {
    functions: { f: [0, 0, 3], g: [0, 0, 1] },
    workers: [
      { fd: '9', address: '10.0.4.21', clientId: 'b', functionNames: ['f'] },
      { fd: '10', address: '10.0.4.9', clientId: '-', functionNames: [] },
      { fd: '11', address: '10.0.4.9', clientId: 'a\x07', functionNames: ['g', 'f'] },
      { fd: '12', address: '10.0.4.21', clientId: 'c', functionNames: ['f'] },
    ],
  }),
);

const fds = (...keys: string[]) => workerRows(afterKeys(MODEL, '2', ...keys)).map(({ fd }) => fd);

describe('the rows of the connections', () => {
  it('are in the order of the addresses, numbers in them as numbers', () => {
    expect(fds()).toEqual(['10', '11', '9', '12']);
  });

  it('turn round, and are ordered by other columns', () => {
    expect(fds('r')).toEqual(['9', '12', '10', '11']);
    expect(fds('right')).toEqual(['11', '9', '12', '10']);
  });

  it('are those without a function, those of the chosen one, or those that the filter lets through', () => {
    expect(fds('o')).toEqual(['10']);
    expect(fds('o', 'o')).toHaveLength(4);
    const chosen = afterKeys(MODEL, 'down', '2', 'f');
    expect(chosen.interface.selected.functions).toBe('g');
    expect(workerRows(chosen).map(({ fd }) => fd)).toEqual(['11']);
    expect(fds('/', 'f', 'u', 'n', 'c', 't', 'i', 'o', 'n', 's', '>', '1')).toEqual(['11']);
  });

  it('have nothing in them that a terminal acts on', () => {
    expect(workerRows(MODEL).map(({ clientLabel }) => clientLabel)).toContain('a\\x07');
  });

  it('are grouped by host, without clients, the most workers first', () => {
    expect(hostRows(workerRows(MODEL))).toEqual([
      { address: '10.0.4.21', workers: 2, functionLabels: ['f'] },
      { address: '10.0.4.9', workers: 1, functionLabels: ['f', 'g'] },
    ]);
  });
});
