import { describe, expect, it } from 'vitest';
import { LineServer, ours, type Step, theirs } from './programs.js';

const ALL = [
  ...['--status', '--priority-status', '--workers', '--server-version', '--server-verbose', '--cancel-job', 'H:1'],
  ...['--show-unique-jobs', '--show-jobs', '--drop-function', 'old', '--create-function', 'new', '--getpid'],
];

/** Runs a program on a server that answers every line with these steps, or some with others. */
async function ask(
  program: typeof theirs,
  argv: readonly string[],
  ...[steps, others = {}]: [readonly Step[], Readonly<Record<string, readonly Step[]>>?]
) {
  const server = await LineServer.start((line) => others[line] ?? steps);
  try {
    const outcome = await program(['-h', '127.0.0.1', '-p', `${server.port}`, ...argv]);
    return { ...outcome, received: server.received };
  } finally {
    await server.stop();
  }
}

describe('an answer', () => {
  it.each([
    'OK\r\n',
    'OK 1.1.20\r\n',
    'ERR code some+text\r\n',
    'ERR \r\n',
    'ERR\r\n',
    '\r\n',
    'neither yes nor no\r\n',
    '.\n',
  ])('of %j becomes what gearadmin makes of it, whatever was asked', async (answer) => {
    const [their, our] = [await ask(theirs, ALL, [answer]), await ask(ours, ALL, [answer])];
    expect(our).toEqual(their);
  });

  it.each([
    { argv: ['--server-version'], answer: 'OK 9\nand more\n' },
    { argv: ['--server-version'], answer: '\xff\0\xfe\n' },
    { argv: ['--getpid'], answer: 'OK\n' },
    { argv: ['--getpid'], answer: '\0RES\0\0\0\x13\0\0\0\0\n' },
    { argv: ['--getpid'], answer: `${'9'.repeat(300_000)}\n` },
    { argv: ['--workers'], answer: 'ERR unknown_command\n' },
    { argv: ['--status'], answer: 'with\nline end\t0\t0\t0\n.\n' },
    { argv: ['--status'], answer: 'f\t0\t0\t0\r\n.\r\n' },
  ])('to $argv is printed byte for byte', async ({ argv, answer }) => {
    const [their, our] = [await ask(theirs, argv, [answer]), await ask(ours, argv, [answer])];
    expect(our).toEqual(their);
  });

  it('that comes in pieces is put together, and not mixed up with the next one', async () => {
    const steps = ['f\t1\t', '0\t0\n.', '\n'];
    const our = await ask(ours, ['--status', '--priority-status', '--getpid'], steps, { getpid: ['OK', ' 4', '2\n'] });
    expect(our).toEqual({
      status: 0,
      stdout: '42\nf\t1\t0\t0\n.\nf\t1\t0\t0\n.\n',
      stderr: '',
      received: ['getpid', 'prioritystatus', 'status'],
    });
  });

  it('with a list keeps a first row that looks like a yes or a no', async () => {
    const list = 'OK then\t0\t0\t0\n.\n';
    expect((await ask(ours, ['--status'], [list])).stdout).toBe(list);
  });

  it('that does not come in whole is not printed; those before it are', async () => {
    const argv = ['--status', '--server-version'];
    for (const end of ['close', 'reset'] as const) {
      const steps: Step[] = ['f\t1\t0\t0\n', { end }];
      const our = await ask(ours, argv, steps, { version: ['OK 9\r\n'] });
      expect(our).toMatchObject({ status: 1, stdout: '9\r\n', received: ['version', 'status'] });
      expect(our.stderr).toMatch(/^Error: Socket was shutdown while reading from 127\.0\.0\.1/);
    }
  });
});

describe('what is asked', () => {
  it('goes over one connection in an order of its own', async () => {
    const [their, our] = [await ask(theirs, ALL, ['OK\r\n']), await ask(ours, ALL, ['OK\r\n'])];
    expect(our.received).toEqual(their.received);
    expect(our.received).toEqual([
      ...['getpid', 'create function new', 'drop function old', 'show jobs', 'show unique jobs', 'cancel job H:1'],
      ...['verbose', 'version', 'workers', 'prioritystatus', 'status'],
    ]);
  });

  it('holds names as they are given, blanks, and nothing at all', async () => {
    for (const name of ['two words', ' ', '', 'tab\there', '-S x', 'gr\u00fcn']) {
      const argv = [`--create-function`, name];
      const [their, our] = [await ask(theirs, argv, ['OK\r\n']), await ask(ours, argv, ['OK\r\n'])];
      expect(our).toEqual(their);
    }
  });

  it('is refused when a name would be a command of its own', async () => {
    expect(await ask(ours, ['--create-function', 'f\r\nshutdown'], ['OK\r\n'])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `Error: 'create function' cannot name "f\\r\\nshutdown": it has a line end\n`,
      received: [],
    });
  });
});
