import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessControl } from '../../../src/server/access/access-control.js';
import type { PeerAccess } from '../../../src/server/access/peer-access.js';
import type { PeerIdentity } from '../../../src/server/access/peer-identity.js';
import { request } from '../../support/wire-peer.js';

const BILLING: PeerIdentity = { certificateName: 'billing', address: '10.1.2.3' };

let directory: string;
let file: string;
let reports: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gearctl-'));
  file = join(directory, 'acl');
  reports = [];
});
afterEach(() => rm(directory, { recursive: true }));

async function open(rules: string): Promise<AccessControl> {
  await writeFile(file, rules);
  return AccessControl.open(file, ({ message }) => reports.push(message));
}

/** Asks for a packet, by its number and arguments, as it comes: behind something else in one piece of memory. */
function refuse(access: PeerAccess, number: number, ...args: string[]) {
  const bytes = request(number, ...args);
  return access.refuseRequest(number, bytes, 12, bytes.length);
}

const forBilling = async (rules: string) => (await open(rules)).forPeer(BILLING);

describe('what a peer may do', () => {
  it('follows from the rules, function by function', async () => {
    const access = await forBilling('certificate billing submit invoice_* mail\ncertificate billing work echo,x');
    expect(['invoice_1', 'mail', 'mails', ''].map((name) => access.maySubmit(name))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(['echo,x', 'mail'].map((name) => access.mayWork(name))).toEqual([true, false]);
    expect([access.mayRead(), access.mayChange()]).toEqual([false, false]);
  });

  it('is found anew for thousands of functions, and still is right', async () => {
    const access = await forBilling('any submit f1*');
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 3000; i++) expect(access.maySubmit(`f${i}`)).toBe(`${i}`.startsWith('1'));
    }
  });

  it.each([
    ['any submit mail', true],
    ['any read', true],
    ['any work,change', false],
  ])('with `%s` is to ask for the status of jobs: %s', async (rules, may) => {
    const access = await forBilling(rules);
    expect(access.mayAsk()).toBe(may);
    expect(refuse(access, 15, 'H:x:1') === undefined).toBe(may);
    expect(refuse(access, 41, 'u') === undefined).toBe(may);
  });
});

describe('a refusal', () => {
  it('of a packet is an ERROR that says what is not allowed', async () => {
    const access = await forBilling('any submit,work echo');
    expect(refuse(access, 32, 'echo', 'mail', 'w')).toBeUndefined();
    expect(refuse(access, 32, 'mail', 'echo', 'w')).toEqual({
      errorCode: 'ACCESS_DENIED',
      errorText: 'Not allowed to submit jobs to mail',
    });
    expect(refuse(access, 1, 'echo')).toBeUndefined();
    expect(refuse(access, 23, 'mail', '1000')).toEqual({
      errorCode: 'ACCESS_DENIED',
      errorText: 'Not allowed to work on mail',
    });
    expect(refuse(access, 9)).toBeUndefined();
  });

  it('is about the whole name of a function, also where there is a NUL in it or none behind it', async () => {
    const access = await forBilling('any work,submit f');
    expect(refuse(access, 1, 'f')).toBeUndefined();
    expect(refuse(access, 1, 'f', 'g')).toMatchObject({ errorText: 'Not allowed to work on f\0g' });
    expect(refuse(access, 23, 'f', '5')).toBeUndefined();
    expect(refuse(access, 7, 'fg')).toMatchObject({ errorText: 'Not allowed to submit jobs to fg' });
  });

  it('meets a function that only begins like the one before', async () => {
    const access = await forBilling('any submit f');
    expect(refuse(access, 7, 'f', '', 'w')).toBeUndefined();
    expect(refuse(access, 18, 'f', '', 'w')).toBeUndefined();
    expect(refuse(access, 7, 'fg', '', 'w')).toMatchObject({ errorText: 'Not allowed to submit jobs to fg' });
    expect(refuse(access, 7, '', '', 'w')).toMatchObject({ errorText: 'Not allowed to submit jobs to ' });
    expect(refuse(access, 7, 'f', '', 'w')).toBeUndefined();
    expect(refuse(access, 1, 'f')).toMatchObject({ errorText: 'Not allowed to work on f' });
  });

  it('of a text command is an ERR line', async () => {
    const access = await forBilling('any read');
    expect(access.refuseCommand('STATUS')).toBeUndefined();
    expect(access.refuseCommand('drop')).toBe('ERR ACCESS_DENIED Not+allowed+to+change+the+server');
    expect((await forBilling('')).refuseCommand('status')).toBe(
      "ERR ACCESS_DENIED Not+allowed+to+ask+for+the+server's+state",
    );
  });

  it('meets every command that nobody thought of, unless all is allowed', async () => {
    expect((await forBilling('any submit,work,read')).refuseCommand('explode')).toMatch('ACCESS_DENIED');
    expect((await forBilling('any admin')).refuseCommand('explode')).toBeUndefined();
  });

  it('is reported once for each peer and each right', async () => {
    const control = await open('any read');
    const [first, second] = [control.forPeer(BILLING), control.forPeer({ ...BILLING, certificateName: undefined })];
    for (let round = 0; round < 3; round++) {
      refuse(first, 7, `gr\xc3\xb6\xc3\x9fe${'x'.repeat(1000)}`, '', 'w');
      refuse(first, 1, `f${round}`);
      first.refuseCommand('cancel');
      second.refuseCommand('drop');
    }
    expect(reports).toEqual([
      `billing at 10.1.2.3 may not submit jobs to größe${'x'.repeat(75)}`,
      'billing at 10.1.2.3 may not work on f0',
      'billing at 10.1.2.3 may not change the server',
      '10.1.2.3 may not change the server',
    ]);
  });
});

describe('rules that are read again', () => {
  it('hold for the peers that are there', async () => {
    const control = await open('any submit mail');
    const access = control.forPeer(BILLING);
    expect([access.maySubmit('mail'), access.mayRead()]).toEqual([true, false]);
    expect(refuse(access, 7, 'mail', '', 'w')).toBeUndefined();
    await writeFile(file, 'any read');
    await control.reload();
    expect(refuse(access, 7, 'mail', '', 'w')).toMatchObject({ errorCode: 'ACCESS_DENIED' });
    expect([access.maySubmit('mail'), access.mayRead()]).toEqual([false, true]);
    expect(reports).toEqual(['billing at 10.1.2.3 may not submit jobs to mail']);
  });

  it('stay as they were when the file is wrong or gone, which is reported', async () => {
    const control = await open('any submit mail');
    const access = control.forPeer(BILLING);
    await writeFile(file, 'any read\nany fly');
    await control.reload();
    await rm(file);
    await control.reload();
    expect([access.maySubmit('mail'), access.mayRead()]).toEqual([true, false]);
    expect(reports).toEqual([
      `${file}:2: 'fly' is no right`,
      `cannot read the access rules ${file}: no such file or directory`,
    ]);
  });

  it('keep a server from starting when they are wrong', async () => {
    await expect(open('any fly')).rejects.toMatchObject({ code: 'BAD_CONFIG' });
  });
});
