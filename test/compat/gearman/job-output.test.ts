import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { JobOutput } from '../../../src/compat/gearman/job-output.js';
import { LateStream } from '../../../src/compat/gearman/late-stream.js';
import { Outcome } from '../../../src/compat/gearman/outcome.js';

const line = (text: string) => Buffer.from(`${text}\n`);
const silent = () => new Outcome(new LateStream(() => new PassThrough()), {});
const read = (stream: PassThrough) => `${stream.read() ?? ''}`;

describe('the output of jobs', () => {
  it('holds lines about jobs back until it is flushed, and data never', () => {
    const stream = new PassThrough();
    const output = new JobOutput(stream, silent());
    output.writeLine(line('created'));
    output.write(Buffer.from('result\n'));
    expect(read(stream)).toBe('result\n');
    output.flush();
    expect(read(stream)).toBe('created\n');
  });

  it('lets go of what is held back before a message', () => {
    const both = new PassThrough();
    const outcome = new Outcome(new LateStream(() => both), {});
    new JobOutput(both, outcome).writeLine(line('created'));
    outcome.say('run', new Error('lost'));
    expect(read(both)).toBe('created\ngearman: run : lost\n');
  });

  it('holds nothing back on a terminal', () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true });
    new JobOutput(stream, silent()).writeLine(line('created'));
    expect(read(stream)).toBe('created\n');
  });

  it('lets go of whole lines when there are more than 4096 bytes', () => {
    const stream = new PassThrough();
    const output = new JobOutput(stream, silent());
    for (let job = 0; job < 41; job++) output.writeLine(line('x'.repeat(99)));
    expect(read(stream)).toHaveLength(4000);
  });

  it('waits once for room, however much it is given until there is some', async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    const output = new JobOutput(stream, silent());
    const waits = Array.from({ length: 20 }, () => output.write(Buffer.from('xy')));
    expect(stream.listenerCount('drain')).toBe(1);
    stream.resume();
    await Promise.all(waits);
    expect(stream.listenerCount('drain')).toBe(0);
    stream.pause();
    expect(output.write(Buffer.from('z'))).toBeInstanceOf(Promise);
  });

  it('says once that it could not be written, and drops what comes later', async () => {
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('no reader')) });
    const said = new PassThrough();
    const outcome = new Outcome(new LateStream(() => said), {});
    const output = new JobOutput(broken, outcome);
    output.write(Buffer.from('x'));
    await output.finish();
    output.write(Buffer.from('y'));
    expect(read(said)).toBe('gearman: write : no reader\n');
    expect(outcome.status).toBe(1);
  });
});
