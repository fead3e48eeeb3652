import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gearmand, startGearmand } from '../support/gearmand.js';
import { request, WirePeer } from '../support/wire-peer.js';
import { type RunningProgram, startProgram } from './program-run.js';

const [CAN_DO, ECHO_REQ, SUBMIT_JOB_BG] = [1, 16, 18];

const LONG_NAME = '55_char_function_name_________________________________';
const PORT = '{PORT}';

/** What gearmand's own tests ask of its tools: whether they succeed. `{PORT}` stands for the server's. */
const INVOCATIONS: readonly (readonly ['gearman' | 'gearadmin', status: 0 | 1, ...args: string[]])[] = [
  ['gearman', 0, '-H'],
  ['gearman', 0, '-H', '-v'],
  ['gearman', 1, `-p ${PORT}`, '--unknown'],
  ['gearman', 0, `-p ${PORT}`, '-f', 'echo_function', '-b', 'payload'],
  ['gearman', 0, `-p ${PORT}`, '-f', LONG_NAME, '-b', 'payload'],
  ['gearman', 0, `-p ${PORT}`, '-f', 'echo_function', 'payload'],
  ['gearadmin', 0, `--port=${PORT}`, '--help'],
  ['gearadmin', 0, `--port=${PORT}`, '--server-version'],
  ['gearadmin', 0, `--port=${PORT}`, '--server-verbose'],
  ['gearadmin', 0, `--port=${PORT}`, '--cancel-job=test'],
  ['gearadmin', 0, `--port=${PORT}`, '--show-jobs'],
  ['gearadmin', 0, `--port=${PORT}`, '--show-unique-jobs'],
  ['gearadmin', 0, `--port=${PORT}`, '--status'],
  ['gearadmin', 0, `--port=${PORT}`, '--priority-status'],
  ['gearadmin', 0, `--port=${PORT}`, '--getpid'],
  ['gearadmin', 0, `--port=${PORT}`, '--workers'],
  ['gearadmin', 0, `--port=${PORT}`, '--create-function=test_function'],
  ['gearadmin', 0, `--port=${PORT}`, '--drop-function=test_function'],
  ['gearadmin', 1, `--port=${PORT}`, '--unknown'],
  ['gearadmin', 1, `--port=${PORT}`, '--shutdown'],
];

describe('the exit status that gearmand expects of its tools', () => {
  let gearmand: Gearmand;
  let peer: WirePeer;
  let worker: RunningProgram;
  beforeAll(async () => {
    gearmand = await startGearmand();
    worker = startProgram('gearman', ['-p', `${gearmand.port}`, '-w', '-f', 'echo_function', '--', 'cat']);
    peer = await WirePeer.connect(gearmand.port);
    for (let i = 0; i < 100; i++) peer.send(request(CAN_DO, `function_${i}`));
    for (let i = 0; i < 10_000; i++) {
      peer.send(request(SUBMIT_JOB_BG, 'with_jobs', '', ''));
      await peer.packet();
    }
    peer.send(request(ECHO_REQ, 'done'));
    await peer.packet();
  });
  afterAll(async () => {
    await peer.close();
    worker.child.kill();
    await worker.ended;
    await gearmand.stop();
  });

  it.each(INVOCATIONS.map(([name, status, ...args]) => ({ name, status, args })))(
    'of $name $args is $status',
    async ({ name, status, args }) => {
      const given = args.map((arg) => arg.replace(PORT, `${gearmand.port}`));
      expect(await startProgram(name, given).ended).toMatchObject({ status });
    },
  );
});
