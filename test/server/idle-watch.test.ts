import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IdleWatch, type Watched } from '../../src/server/idle-watch.js';
import { GRACE_MS } from '../../src/time-limit.js';

class Idler implements Watched {
  bytesRead = 0;
  isBusy = false;
  isClosed = false;

  close(): void {
    this.isClosed = true;
  }
}

let watch: IdleWatch;
beforeEach(() => {
  vi.useFakeTimers();
  watch = new IdleWatch(1000, () => Date.now());
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

describe('a watch for idle peers', () => {
  it('closes one that does nothing, after the time and half of it at most', () => {
    const idler = new Idler();
    watch.add(idler);
    vi.advanceTimersByTime(999);
    expect(idler.isClosed).toBe(false);
    vi.advanceTimersByTime(501);
    expect(idler.isClosed).toBe(true);
  });

  it('leaves those alone that send something or are busy', () => {
    const [sender, worker] = [new Idler(), new Idler()];
    worker.isBusy = true;
    for (const idler of [sender, worker]) watch.add(idler);
    for (let second = 0; second < 5; second++) {
      sender.bytesRead += 1;
      vi.advanceTimersByTime(1000);
    }
    expect([sender.isClosed, worker.isClosed]).toEqual([false, false]);
    worker.isBusy = false;
    vi.advanceTimersByTime(2000);
    expect([sender.isClosed, worker.isClosed]).toEqual([true, true]);
  });

  it('reads first what was sent while it could not look', () => {
    const [idler, sender] = [new Idler(), new Idler()];
    for (const each of [idler, sender]) watch.add(each);
    vi.setSystemTime(Date.now() + 5000);
    vi.advanceTimersByTime(500);
    expect([idler.isClosed, sender.isClosed]).toEqual([false, false]);
    sender.bytesRead += 1;
    vi.advanceTimersByTime(GRACE_MS);
    expect([idler.isClosed, sender.isClosed]).toEqual([true, false]);
  });

  it('has no timer while there is nobody to watch', () => {
    const idler = new Idler();
    watch.add(idler);
    expect(vi.getTimerCount()).toBe(1);
    watch.remove(idler);
    expect(vi.getTimerCount()).toBe(0);
    new IdleWatch(0, () => Date.now()).add(idler);
    expect(vi.getTimerCount()).toBe(0);
  });
});
