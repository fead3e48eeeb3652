import { describe, expect, it } from 'vitest';
import { ControlChannel } from '../../../../src/operations/run-worker/control/control-channel.js';
import { ProgressSender } from '../../../../src/operations/run-worker/control/progress-sender.js';

/** A channel, and all that followed from what was said on it. */
function stage() {
  const heard: string[] = [];
  const note = (what: string) => (bytes: Uint8Array) => void heard.push(`${what} ${Buffer.from(bytes)}`);
  let makeRoom: () => void = () => undefined;
  const target = {
    ...{ sendData: note('data'), sendWarning: note('warn'), takeResult: note('result') },
    extend: (byMs: number) => void heard.push(`extend ${byMs}`),
    complain: (text: string) => void heard.push(`complain ${text}`),
    flushed: () =>
      new Promise<void>((resolve) => {
        makeRoom = resolve;
      }),
  };
  const progress = new ProgressSender(({ numerator, denominator }) => void heard.push(`${numerator}/${denominator}`));
  const channel = new ControlChannel(target, progress);
  return { heard, channel, say: (text: string) => channel.take(Buffer.from(text)), makeRoom: () => makeRoom() };
}

describe('the control channel', () => {
  it('passes on at once what is for the client, and more time', () => {
    const { heard, say } = stage();
    say('progress 1/2\ndata one\nwarn two\nextend 1m\nresult64 aGk=\n');
    expect(heard).toEqual(['1/2', 'data one\n', 'warn two\n', 'extend 60000', 'result hi']);
  });

  it('keeps for the end what counts then, the last word of each', () => {
    const { heard, channel, say } = stage();
    expect(say('exception a\nexception b\nretry 5s\nresult-file out\n')).toBeUndefined();
    expect(Buffer.from(channel.exception ?? '').toString()).toBe('b');
    expect(channel.retry?.afterMs).toBe(5000);
    expect(channel.resultFile).toBe('out');
    expect(heard).toEqual([]);
  });

  it('takes no more while the connection is full, and needs no room for anything else', async () => {
    const { say, makeRoom } = stage();
    expect(say('progress 1/2\n')).toBeUndefined();
    let hasRoom = false;
    const taken = Promise.resolve(say('warn one\nwarn two\n')).then(() => {
      hasRoom = true;
    });
    await Promise.resolve();
    expect(hasRoom).toBe(false);
    makeRoom();
    await taken;
  });

  it('reads a last line that has no newline', () => {
    const { heard, channel, say } = stage();
    say('data on');
    say('e');
    expect(heard).toEqual([]);
    void channel.end();
    expect(heard).toEqual(['data one\n']);
  });

  it('complains of what it cannot understand, and goes on', () => {
    const { heard, say } = stage();
    say(`hello\n${'x'.repeat(300)}\n${'y'.repeat(100_000)}\nwarn w\n`);
    expect(heard).toEqual([
      'complain unknown line on descriptor 3: hello',
      `complain unknown line on descriptor 3: ${'x'.repeat(200)}…`,
      'complain a line on descriptor 3 was left out: it is longer than 65536 bytes',
      'warn w\n',
    ]);
  });

  it('does not complain for ever', () => {
    const { heard, say } = stage();
    for (let line = 0; line < 100; line++) say('hello\n');
    expect(heard).toHaveLength(10);
    expect(heard.at(-1)).toBe('complain unknown line on descriptor 3: hello (no more of these are told)');
  });
});
