/** Every method of PHP's extension against this server, and against gearmand, which must not be told apart. */
import { beforeAll, describe, expect, it } from 'vitest';
import { playScript, type Transcript } from '../support/foreign-peers.js';
import { onBothServers, SERVER_NAMES, type ServerName } from './both-servers.js';

const everyByte = Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte)).toString('hex');

/** Methods that the scripts do not call, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'GearmanClient::setWorkloadCallback': 'libgearman refuses a task without a workload before it asks for one',
  'GearmanTask::sendWorkload': 'only a workload callback may call it',
};

/** The method names of PHP are the same in any case. */
function missingMethods({ methods }: Transcript): string[] {
  const { called, all } = methods as { called: string[]; all: string[] };
  const known = new Set([...called, ...Object.keys(LEFT_OUT)].map((method) => method.toLowerCase()));
  return all.filter((method) => !known.has(method.toLowerCase()));
}

let client: Record<ServerName, Transcript>;
let worker: Record<ServerName, Transcript>;

beforeAll(async () => {
  client = await onBothServers(({ port }) => playScript('client-methods.php', `${port}`));
  worker = await onBothServers(({ port }) => playScript('worker-methods.php', `${port}`));
});

describe('the scripts', () => {
  it('leave out no method but those that cannot be called', () => {
    expect([...missingMethods(client['this server']), ...missingMethods(worker['this server'])]).toEqual([]);
  });
});

describe.each(SERVER_NAMES)('GearmanClient and %s', (server) => {
  it('options, context, timeout: are kept', () => {
    expect(client[server]).toMatchObject({
      options: [32, true, 34, true, 32, true, 32],
      context: 'the context',
      timeout: 2000,
    });
  });

  it('ping: gets its bytes back', () => {
    expect(client[server].ping).toEqual([true, 'SUCCESS']);
  });

  it.each(['doNormal', 'doHigh', 'doLow'])('%s: gets the result, part by part', (method) => {
    expect(client[server][method]).toEqual(['er\0od', 'SUCCESS']);
    expect(client[server][`${method}, with talk`]).toEqual(['part,end', 'SUCCESS', 'part,end', 'SUCCESS', [0, 0], '']);
  });

  it('do: tells how a job failed', () => {
    expect(client[server]).toMatchObject({
      'do, failing': ['', 'WORK_FAIL', 'GEARMAN_WORK_FAIL', 0],
      'do, throwing, with exceptions': ['', 'WORK_EXCEPTION'],
      'do, nobody there': ['', 'TIMEOUT', expect.stringContaining('timeout reached')],
    });
  });

  it('doBackground, jobStatus, jobStatusByUniqueKey: know a job that waits', () => {
    const waiting = [true, false, 0, 0];
    for (const method of ['doBackground', 'doHighBackground', 'doLowBackground']) {
      expect(client[server][method]).toEqual(['HANDLE', 'SUCCESS', waiting, waiting]);
    }
    const unknown = [false, false, 0, 0];
    expect(client[server]['status of what is unknown']).toEqual([unknown, unknown]);
  });

  it('returnCode, error: say that the queue is full', () => {
    expect(client[server]['queue full']).toEqual([
      '',
      'QUEUE_ERROR',
      expect.stringContaining('QUEUE_ERROR:Job queue is full'),
    ]);
  });

  it.each(['addTask', 'addTaskHigh', 'addTaskLow'])('%s, runTasks: every callback is called, in order', (method) => {
    expect(client[server][`${method}, runTasks`]).toEqual([
      true,
      'SUCCESS',
      [
        ['Created', '', 0, '0/0'],
        ['Status', '', 0, '3/4'],
        ['Warning', 'careful', 7, '3/4'],
        ['Data', 'part,', 5, '3/4'],
        ['Complete', 'end', 3, '3/4'],
      ],
    ]);
    expect(client[server][`${method}, the task`]).toEqual(['talk', `${method}-key`, 'HANDLE', 'SUCCESS', 'a context']);
  });

  it('runTasks: fail and exception callbacks are called, and none after clearCallbacks', () => {
    expect(client[server]['runTasks, failing, throwing and not']).toEqual([
      ['Created', '', 0, '0/0'],
      ['Fail', '', 0, '0/0'],
      ['Created', '', 0, '0/0'],
      ['Exception', 'no decode delegate', 18, '0/0'],
      ['Created', '', 0, '0/0'],
      ['Complete', 'cba', 3, '0/0'],
    ]);
    expect(client[server].clearCallbacks).toEqual([true, []]);
  });

  it('addTaskBackground, addTaskStatus: know the job, and no other', () => {
    for (const method of ['addTaskBackground', 'addTaskHighBackground', 'addTaskLowBackground']) {
      // libgearman asks for the task that was added last first.
      expect(client[server][`${method}, addTaskStatus`]).toEqual([
        [true, false, 0, 0],
        [false, false, 0, 0],
      ]);
    }
  });

  it('wait: lets a client that does not block go on', () => {
    expect(client[server].wait).toEqual(['SUCCESS', ['Created', 'Status', 'Warning', 'Data', 'Complete']]);
  });

  it('addServers: connects to each', () => {
    expect(client[server].addServers).toEqual(['cba', 'SUCCESS']);
  });

  it('recvData: reads results piece by piece', () => {
    expect(client[server].recvData).toEqual([true, ['par', 't,', 'end']]);
  });
});

describe('an exception that a client did not ask for', () => {
  it('ends its wait here, while gearmand leaves it waiting', () => {
    expect(client['this server']['do, throwing']).toEqual(['', 'WORK_FAIL']);
    expect(client.gearmand['do, throwing']).toEqual(['', 'TIMEOUT']);
  });
});

describe.each(SERVER_NAMES)('GearmanWorker and %s', (server) => {
  it('options, timeout, ping', () => {
    expect(worker[server]).toMatchObject({
      options: [900, true, 902, true, 900, true, 132],
      timeout: 1000,
      ping: [true, 'SUCCESS'],
      'work without functions': [false, 'NO_REGISTERED_FUNCTIONS'],
    });
  });

  it('setId, register, unregister, unregisterAll: are seen in the list of workers', () => {
    expect(worker[server]).toMatchObject({
      'setId, register': [expect.stringMatching(/^\d+ 127\.0\.0\.1 a-worker : one two$/)],
      unregister: [expect.stringMatching(/^\d+ 127\.0\.0\.1 a-worker : two$/)],
      unregisterAll: [expect.stringMatching(/^\d+ 127\.0\.0\.1 a-worker :$/)],
      __destruct: [],
    });
  });

  it('grabJob: gives a job as it was submitted', () => {
    expect(worker[server].grabJob).toEqual(['HANDLE', 'steps', 'the key', everyByte, 256, 'SUCCESS', 'SUCCESS']);
    expect(worker[server]['while it runs']).toEqual([['steps\t1\t1\t1'], [true, true, 0, 0]]);
  });

  it('addFunction, work: what the function comes to reaches the client', () => {
    expect(worker[server]).toMatchObject({
      'work, returns': [[true, 'SUCCESS'], [['Complete', 'cba', '0/0']]],
      'work, returns nothing': [[true, 'SUCCESS'], [['Complete', '', '0/0']]],
      // What the extension sends when the function throws is an old error text of its own.
      'work, throws': ['thrown', [['Exception', expect.any(String), '0/0']]],
      'work, sets a failure': [[false, 'WORK_FAIL'], [['Fail', '', '0/0']]],
      'work, sends a failure': [[true, 'SUCCESS'], [['Fail', '', '0/0']]],
    });
  });

  it('setTimeout: ends the wait for a job', () => {
    expect(worker[server].setTimeout).toEqual([50, false, 'TIMEOUT']);
  });

  it('wait: lets a worker that does not block go on', () => {
    expect(worker[server].wait).toEqual([['SUCCESS', 'NO_JOBS'], ['unhurried\t0\t0\t1']]);
  });

  it('a job that took too long: the worker may try it again', () => {
    expect(worker[server]).toMatchObject({
      'a time-out': [true, ['not so slow\t1\t0\t1']],
      'and then': true,
      'at last': ['not so slow\t0\t0\t1'],
    });
  });
});

describe('the report of a worker whose time is over', () => {
  it('does not disturb it here, while gearmand answers with an ERROR that its next call fails of', () => {
    expect(worker['this server']['after it']).toEqual([true, 'SUCCESS', expect.any(String), 0]);
    expect(worker.gearmand['after it']).toEqual([
      false,
      'UNEXPECTED_PACKET',
      'gearman_worker_grab_job(GEARMAN_UNEXPECTED_PACKET) unexpected packet:GEARMAN_ERROR',
      0,
    ]);
  });
});

describe.each(SERVER_NAMES)('GearmanJob and %s', (server) => {
  it('sendStatus, sendWarning, sendData, sendComplete: reach the client in order', () => {
    expect(worker[server].send).toEqual([true, true, true, true, 'SUCCESS']);
    expect(worker[server]['what the client heard']).toEqual([
      ['Status', '', '1/2'],
      ['Warning', 'careful', '1/2'],
      ['Data', everyByte, '1/2'],
      ['Complete', 'end', '1/2'],
    ]);
  });

  it.each([
    ['sendFail', 'Fail', ''],
    ['sendException', 'Exception', 'no decode delegate'],
    ['sendComplete', 'Complete', 'done'],
  ])('%s: ends the job', (method, heard, data) => {
    expect(worker[server][method]).toEqual([true, [[heard, data, '0/0']], ['steps\t0\t0\t1']]);
  });
});
