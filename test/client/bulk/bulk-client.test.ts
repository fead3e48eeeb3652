import { afterEach, describe, expect, it } from 'vitest';
import { BulkClient, type BulkOptions } from '../../../src/client/bulk/bulk-client.js';
import {
  BatchEncoder,
  batchOfOne,
  type SubmissionBatch,
  submissionHead,
} from '../../../src/client/bulk/submission-batch.js';
import { submissionOf } from '../../../src/client/submission.js';
import {
  ClosedError,
  ConnectionLostError,
  type GearctlError,
  NoServerError,
  ProtocolError,
} from '../../../src/errors.js';
import { type Script, ScriptedServer } from '../../support/scripted-server.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(script: Script): Promise<ScriptedServer> {
  const server = await ScriptedServer.start(script);
  closers.push(() => server.stop());
  return server;
}

function batchOf(...workloads: string[]): SubmissionBatch {
  const head = submissionHead(submissionOf('f', { background: true }));
  const encoder = new BatchEncoder();
  for (const workload of workloads) encoder.add(head, Buffer.from(workload), 0, workload.length);
  return encoder.take();
}

/** A client, and a line for everything that it tells. */
function clientOf(servers: readonly string[], window = 1000, afterLoss: BulkOptions['afterLoss'] = 'resend') {
  const told: string[] = [];
  const errors: GearctlError[] = [];
  const client = new BulkClient(
    { servers: [...servers], window, afterLoss, connectTimeoutMs: 1000 },
    {
      accepted: (handle) => void told.push(Buffer.from(handle).toString()),
      refused: (error) => void told.push(`refused ${error.serverCode}`),
      lost: (jobs, error) => {
        told.push(`lost ${jobs}`);
        errors.push(error);
      },
    },
  );
  closers.push(() => client.close());
  return { client, told, errors };
}

/** Answers each submission with its workload as the handle. */
const echoing: Script = {
  SUBMIT_JOB_BG: ({ data }, peer) => peer.send({ type: 'JOB_CREATED', handle: Buffer.from(data).toString() }),
};

const workloads = (server: ScriptedServer) =>
  server.packets('SUBMIT_JOB_BG').map(({ data }) => Buffer.from(data).toString());

describe('a bulk client', () => {
  it('tells the handles in the order of submission', async () => {
    const server = await serve(echoing);
    const { client, told } = clientOf([server.address]);
    client.submit(batchOf('1', '2'));
    client.submit(batchOf('3'));
    await client.ready();
    await expect.poll(() => told).toEqual(['1', '2', '3']);
  });

  it('has no more jobs under way than the window holds', async () => {
    let peak = 0;
    let waiting: (() => void)[] = [];
    const server = await serve({
      SUBMIT_JOB_BG: ({ data }, peer) => {
        waiting.push(() => peer.send({ type: 'JOB_CREATED', handle: Buffer.from(data).toString() }));
        peak = Math.max(peak, waiting.length);
      },
    });
    const { client, told } = clientOf([server.address], 4);
    for (let i = 0; i < 6; i++) client.submit(batchOf(`${2 * i}`, `${2 * i + 1}`));
    for (let sent = 4; sent <= 12; sent += 4) {
      await server.got('SUBMIT_JOB_BG', sent);
      const answers = waiting;
      waiting = [];
      for (const answer of answers) answer();
    }
    await expect.poll(() => told.length).toBe(12);
    expect(peak).toBe(4);
  });

  it('tells which submission was refused', async () => {
    const server = await serve({
      SUBMIT_JOB_BG: ({ data }, peer) => {
        const handle = Buffer.from(data).toString();
        if (handle !== 'full') peer.send({ type: 'JOB_CREATED', handle });
        else peer.send({ type: 'ERROR', errorCode: 'QUEUE_ERROR', errorText: 'no room' });
      },
    });
    const { client, told } = clientOf([server.address]);
    client.submit(batchOf('a', 'full', 'b'));
    await expect.poll(() => told).toEqual(['a', 'refused QUEUE_ERROR', 'b']);
  });

  it('sends what a lost server did not answer to the next one, in order and before the rest', async () => {
    const dying = await serve({
      SUBMIT_JOB_BG: ({ data }, peer) => {
        const handle = Buffer.from(data).toString();
        if (handle <= '2') peer.send({ type: 'JOB_CREATED', handle });
        if (handle === '4') peer.close();
      },
    });
    const next = await serve(echoing);
    const { client, told } = clientOf([dying.address, next.address], 4);
    client.submit(batchOf('1', '2', '3', '4'));
    client.submit(batchOf('5', '6'));
    await expect.poll(() => told).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(workloads(next)).toEqual(['3', '4', '5', '6']);
  });

  it('gives up on a submission that takes every connection down, and goes on with the others', async () => {
    const server = await serve({
      SUBMIT_JOB_BG: ({ data }, peer) => {
        const handle = Buffer.from(data).toString();
        if (handle === 'poison') peer.close();
        else peer.send({ type: 'JOB_CREATED', handle });
      },
    });
    const { client, told, errors } = clientOf([server.address], 1);
    client.submit(batchOf('poison'));
    client.submit(batchOf('b'));
    await expect.poll(() => told).toEqual(['lost 1', 'b']);
    expect(errors[0]).toBeInstanceOf(ConnectionLostError);
    expect(workloads(server)).toEqual(['poison', 'poison', 'b']);
  });

  it('loses all that waits when no server can be reached', async () => {
    const { client, told, errors } = clientOf([await ScriptedServer.stoppedAddress()]);
    client.submit(batchOf('a', 'b'));
    client.submit(batchOf('c'));
    await client.ready();
    expect(told).toEqual(['lost 3']);
    expect(errors[0]).toBeInstanceOf(NoServerError);
  });

  it('loses all that is not answered when it is closed', async () => {
    const server = await serve({});
    const { client, told, errors } = clientOf([server.address]);
    client.submit(batchOf('a', 'b'));
    await server.got('SUBMIT_JOB_BG', 2);
    await client.close();
    expect(told).toEqual(['lost 2']);
    expect(errors[0]).toBeInstanceOf(ClosedError);
  });

  it('takes an answer that is none for the end of the connection', async () => {
    const server = await serve({ SUBMIT_JOB_BG: (_packet, peer) => peer.send({ type: 'NO_JOB' }) });
    const { client, told, errors } = clientOf([server.address]);
    client.submit(batchOf('a'));
    await expect.poll(() => told).toEqual(['lost 1']);
    expect(errors[0]).toBeInstanceOf(ProtocolError);
  });

  it('skips the submission that a lost connection should have answered, if it is to, and sends the others again', async () => {
    const server = await serve({
      SUBMIT_JOB_BG: (packet, peer) => {
        if (Buffer.from(packet.data).toString() === 'bad') peer.close();
        else echoing.SUBMIT_JOB_BG?.(packet, peer);
      },
    });
    const { client, told, errors } = clientOf([server.address], 1000, 'skip-first');
    client.submit(batchOf('bad', '2', 'bad', '4'));
    client.submit(batchOf('5'));
    await expect.poll(() => told).toEqual(['lost 1', '2', 'lost 1', '4', '5']);
    expect(errors.every((error) => error instanceof ConnectionLostError)).toBe(true);
  });

  it('sends a workload of any size without copying it', async () => {
    const server = await serve(echoing);
    const { client, told } = clientOf([server.address]);
    const workload = Buffer.alloc(40, 'x');
    client.submit(batchOf('1'));
    client.submit(batchOfOne(submissionHead(submissionOf('f', { background: true })), workload));
    client.submit(batchOf('3'));
    await expect.poll(() => told).toEqual(['1', 'x'.repeat(40), '3']);
  });

  it('does not mind what becomes of jobs, nor NOOPs', async () => {
    const server = await serve({
      SUBMIT_JOB_BG: (packet, peer) => {
        peer.send({ type: 'NOOP' });
        echoing.SUBMIT_JOB_BG?.(packet, peer);
        peer.send({ type: 'WORK_COMPLETE', handle: 'x', data: Buffer.of() });
      },
    });
    const { client, told } = clientOf([server.address]);
    client.submit(batchOf('1', '2'));
    await expect.poll(() => told).toEqual(['1', '2']);
  });
});
