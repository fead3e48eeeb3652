import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { sizeFlag } from '../cli/flags/size.js';
import { Interruption } from '../cli/interruption.js';
import { runServer } from '../operations/run-server.js';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

export default class Serve extends BaseCommand {
  static override summary = 'Run a job server in this process';
  static override description = [
    'Clients and workers of any kind use it as they use gearmand. Jobs are kept in memory: they end with the server.',
    '',
    'Once it listens, it prints its address on stdout. SIGTERM and ^C end it, with exit code 0.',
  ].join('\n');
  static override examples = [
    { description: 'For this machine', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'For all who can reach this machine: everybody may do everything',
      command: '<%= config.bin %> <%= command.id %> --listen 0.0.0.0',
    },
    { description: 'On a free port', command: '<%= config.bin %> <%= command.id %> --listen 127.0.0.1:0' },
  ];
  static override usage = '<%= command.id %> [FLAGS]';
  static override flags = {
    listen: Flags.string({
      helpValue: 'HOST[:PORT]',
      default: '127.0.0.1:4730',
      description: 'The address to listen on; with port 0 a free one',
    }),
    unix: Flags.string({ helpValue: 'PATH', description: 'A unix socket to listen on as well' }),
    'max-packet': sizeFlag({
      default: 64 * MIB,
      defaultHelp: async () => '64M',
      maxBytes: GIB,
      description: 'The largest packet that is taken',
    }),
    'max-unread': sizeFlag({
      default: 64 * MIB,
      defaultHelp: async () => '64M',
      maxBytes: GIB,
      description: 'How much a peer may leave unread before it is disconnected',
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Serve);
    const { listen, unix, 'max-packet': maxPacketBytes, 'max-unread': maxUnsentBytes } = flags;
    const listening = (address: string) => {
      this.stdout.write(`${address}\n`);
      this.notice(`the job server listens on ${address}`, `export GEARMAN_SERVERS=${address}`);
    };
    const problem = (error: Error) => this.notice(error.message);
    // Being stopped is how a server ends when all is well, so this is no interruption of the command.
    const stop = new Interruption(process);
    stop.onSignals();
    try {
      await runServer({ listen, unix, maxPacketBytes, maxUnsentBytes }, { listening, problem }, stop.signal);
    } finally {
      stop.close();
    }
  }
}
