import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { OutputError } from '../../../src/errors.js';
import { workLog } from '../../../src/operations/run-worker/work-log.js';

describe('the log of a worker', () => {
  it('has a line for each event, but for those that are not to be told', () => {
    const stream = new PassThrough();
    const tell = workLog(stream, ({ type }) => (type === 'resume' ? undefined : type));
    for (const type of ['drain', 'resume', 'kill'] as const) void tell({ type, running: 1 });
    expect(String(stream.read())).toBe('drain\nkill\n');
  });

  it('holds up whoever tells it more than the stream takes, until it takes more', async () => {
    let release: () => void = () => undefined;
    const stream = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => {
        release = done;
      },
    });
    const told = workLog(stream, ({ type }) => type)({ type: 'drain', running: 0 });
    expect(told).toBeInstanceOf(Promise);
    release();
    await told;
  });

  it('goes on when nobody reads it any more', async () => {
    const stream = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => done(new OutputError('EPIPE')),
    });
    const tell = workLog(stream, ({ type }) => type);
    await tell({ type: 'drain', running: 0 });
    await tell({ type: 'kill', running: 0 });
  });
});
