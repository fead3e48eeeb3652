import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { FileCreationError } from '../../../src/errors.js';
import { JobLog } from '../../../src/operations/run-worker/job-log.js';
import { type EndEvent, JOB_LOG_HEADER } from '../../../src/operations/run-worker/job-log-line.js';

const folder = mkdtempSync(join(tmpdir(), 'gearctl-joblog-'));
const opened: JobLog[] = [];
afterEach(() => Promise.all(opened.splice(0).map((log) => log.close())));
afterAll(() => rmSync(folder, { recursive: true }));

function open(path: string, troubles: string[] = []): JobLog {
  const log = JobLog.open(path, (message) => troubles.push(message));
  opened.push(log);
  return log;
}

const ended = (functionName: string): EndEvent => ({
  ...{ type: 'end', job: { functionName, handle: 'H:1', unique: '', server: 's', slot: 1 }, end: 'complete' },
  ...{ exitCode: 0, signal: null, durationMs: 5, bytesIn: 0, bytesOut: 0, message: '' },
});

/** The sequence numbers and functions in a file. */
const entries = (path: string) =>
  readFileSync(path, 'latin1')
    .split('\n')
    .slice(1, -1)
    .map((line) => `${line.split('\t')[0]} ${line.split('\t')[8]}`);

describe('a job log', () => {
  it('gets a header, a line for each job, and nothing for other events', () => {
    const path = join(folder, 'new');
    const log = open(path);
    expect(readFileSync(path, 'latin1')).toBe(JOB_LOG_HEADER);
    log.hear({ type: 'pause', running: 0 });
    log.hear(ended('a'));
    log.hear(ended('b'));
    expect(entries(path)).toEqual(['1 a', '2 b']);
  });

  it('has one header, however many workers write to it', () => {
    const path = join(folder, 'shared');
    const logs = ['a', 'b', 'c'].map((name) => ({ name, log: open(path) }));
    for (const { name, log } of [...logs, ...logs]) log.hear(ended(name));
    expect(entries(path)).toEqual(['1 a', '1 b', '1 c', '2 a', '2 b', '2 c']);
    expect(readFileSync(path, 'latin1').split(JOB_LOG_HEADER)).toHaveLength(2);
    expect(readdirSync(folder).filter((name) => name.startsWith('shared'))).toEqual(['shared']);
  });

  it('goes on where a file ends, and gives one that is empty its header', () => {
    const path = join(folder, 'old');
    writeFileSync(path, '');
    open(path).hear(ended('a'));
    open(path).hear(ended('b'));
    expect(entries(path)).toEqual(['1 a', '1 b']);
  });

  it('leaves files alone whose names are like its own, as those of logrotate are to a worker that is process 1', () => {
    const path = join(folder, 'numbered');
    const moved = `${path}.${process.pid}`;
    writeFileSync(moved, 'of yesterday');
    open(path).hear(ended('a'));
    expect(entries(path)).toEqual(['1 a']);
    expect(readFileSync(moved, 'latin1')).toBe('of yesterday');
    rmSync(moved);
  });

  it('is a new file after a reload, when the old one was moved away', () => {
    const path = join(folder, 'rotated');
    const log = open(path);
    log.hear(ended('a'));
    renameSync(path, `${path}.1`);
    log.hear(ended('b'));
    log.hear({ type: 'reload', changes: [] });
    log.hear(ended('c'));
    expect(entries(`${path}.1`)).toEqual(['1 a', '2 b']);
    expect(entries(path)).toEqual(['3 c']);
  });

  it('refuses a path that cannot be written', () => {
    const path = join(folder, 'no', 'where');
    expect(() => open(path)).toThrow(FileCreationError);
    expect(() => open(path)).toThrow(`cannot write the job log ${path}: no such file or directory`);
  });

  it('refuses a full disk', () => {
    expect(() => open('/dev/full')).toThrow('cannot write the job log /dev/full: no space left on device');
  });

  it('tells once that it cannot be written any more', () => {
    const troubles: string[] = [];
    const path = join(folder, 'replaced');
    const log = open(path, troubles);
    renameSync(folder, `${folder}-away`);
    for (let time = 0; time < 2; time++) log.hear({ type: 'reload', changes: [] });
    renameSync(`${folder}-away`, folder);
    expect(troubles).toEqual([`cannot write the job log ${path}: no such file or directory; jobs are missing in it`]);
  });
});
