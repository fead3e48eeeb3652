import { beforeEach, describe, expect, it } from 'vitest';
import { Attachments } from '../../src/client/attachments.js';

describe('those who wait for one job', () => {
  let attachments: Attachments<string>;
  const next = (count: number) => Array.from({ length: count }, () => attachments.next('H:1'));
  const finish = (count: number) => Array.from({ length: count }, () => attachments.finish('H:1'));

  beforeEach(() => {
    attachments = new Attachments();
    for (const who of ['a', 'b', 'c']) attachments.add('H:1', who);
  });

  it('get its packets in turn', () => {
    expect(next(7)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
  });

  it('hear of its end once each, and then it is unknown', () => {
    next(3);
    expect(finish(4)).toEqual(['a', 'b', 'c', undefined]);
    expect(attachments.has('H:1')).toBe(false);
  });

  it('are not given the packets of one who was forgotten', () => {
    attachments.forget('H:1', 'b');
    expect(next(6)).toEqual(['a', undefined, 'c', 'a', undefined, 'c']);
    expect(attachments.all()).toEqual(['a', 'c']);
    expect(finish(3)).toEqual(['a', undefined, 'c']);
    expect(attachments.has('H:1')).toBe(false);
  });

  it('may be joined by one who has gone already', () => {
    attachments.add('H:2', undefined);
    expect(attachments.next('H:2')).toBeUndefined();
    expect(attachments.has('H:2')).toBe(true);
    attachments.finish('H:2');
    expect(attachments.has('H:2')).toBe(false);
  });

  it('do not hear of other jobs', () => {
    attachments.add('H:2', 'd');
    expect(attachments.next('H:2')).toBe('d');
    expect(attachments.next('H:3')).toBeUndefined();
    expect(attachments.finish('H:3')).toBeUndefined();
    attachments.forget('H:3', 'a');
    attachments.forget('H:1', 'd');
    expect(attachments.all()).toEqual(['a', 'b', 'c', 'd']);
  });
});
