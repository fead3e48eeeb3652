/** Perl's Gearman::Client and Gearman::Worker against this server, and against gearmand as the control. */
import { beforeAll, describe, expect, it } from 'vitest';
import { playScript, type Transcript } from '../support/foreign-peers.js';
import { onBothServers, SERVER_NAMES, type ServerName } from './both-servers.js';

const everyByte = Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte)).toString('hex');

let seen: Record<ServerName, Transcript>;

beforeAll(async () => {
  seen = await onBothServers(({ port }) => playScript('methods.pl', `${port}`));
});

describe.each(SERVER_NAMES)('Gearman::Client and %s', (server) => {
  it('do_task: gets the bytes of the result, and nothing of a job that failed', () => {
    expect(seen[server]).toMatchObject({
      do_task: [Buffer.from('text').toString('hex'), everyByte],
      'do_task, failing': null,
    });
  });

  it('add_task: every callback is called, in order', () => {
    expect(seen[server]).toMatchObject({
      talk: [
        ['status', '3', '4'],
        ['warning', 'careful'],
        ['data', 'part,'],
        ['complete', 'end'],
      ],
      fail: [['fail', 'jshandle fail']],
      completes: [['complete', 'completed']],
    });
  });

  it('retry_count: submits a job that failed again', () => {
    expect(seen[server].retry_count).toEqual([
      ['retry', 1],
      ['complete', 'done'],
    ]);
  });

  it('exceptions: hears what was thrown', () => {
    expect(seen[server]).toMatchObject({
      'throw, exceptions': [['exception', expect.stringContaining('no decode delegate')]],
      'excepts, exceptions': [['exception', 'raised']],
    });
  });

  it('dispatch_background, get_status: know a job that waits', () => {
    const handle = expect.stringMatching(/^127\.0\.0\.1:\d+\/\/HANDLE$/);
    expect(seen[server]).toMatchObject({
      handles: [handle, handle],
      'dispatch_background, get_status': [handle, '1', '0', ['0', '0'], null],
      'get_status, unknown': '0',
    });
  });

  it('uniq: tasks that are alike are one job, whose result all get', () => {
    expect(seen[server]).toMatchObject({
      'dispatch_background, same uniq': 1,
      'dispatch_background, other uniq': 1,
      'uniq, waiting': ['merged\t2\t0\t0'],
      uniq: { one: '11', '-': '22' },
    });
  });

  it('priority: the most urgent job is done first', () => {
    expect(seen[server].priority).toEqual(['high', 'normal', 'low']);
  });

  it('prefix: is a part of the name of the function', () => {
    expect(seen[server].prefix).toEqual(['ours\tnamed\t1\t0\t0']);
  });

  it('get_job_server_status: reads the list of functions', () => {
    expect(seen[server].get_job_server_status).toEqual({ queued: '0', running: '0', capable: '0' });
  });

  it('wait: gives up when its time is over', () => {
    expect(seen[server]['wait, timeout']).toEqual([['fail', 'Task nobody elapsed timeout [0.05s]']]);
  });
});

describe('an exception that a client did not ask for', () => {
  it('is a failure here, while gearmand sends a handle that the client does not know', () => {
    const failure = [['fail', 'jshandle fail']];
    expect(seen['this server']).toMatchObject({ throw: failure, excepts: failure });
    const death = [['died', 'Job server failure']];
    expect(seen.gearmand).toMatchObject({ throw: death, excepts: death });
  });
});

describe.each(SERVER_NAMES)('Gearman::Worker and %s', (server) => {
  const listing = (functions: string) => [
    expect.stringMatching(new RegExp(`^\\d+ 127\\.0\\.0\\.1 a-worker :${functions}$`)),
  ];

  it('register_function, unregister_function, reset_abilities: are seen in the list of workers', () => {
    expect(seen[server]).toMatchObject({
      register_function: listing(' timed first'),
      unregister_function: listing(' timed'),
      reset_abilities: listing(' after'),
    });
  });

  it('stop_if: ends the worker', () => {
    expect(seen[server].stop_if).toEqual([[], ['echo\t0\t0\t0', 'talk\t0\t0\t0']]);
  });
});
