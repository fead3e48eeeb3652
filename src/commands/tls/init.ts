import { Args, Flags } from '@oclif/core';
import { outputFlags } from '../../cli/flags/output.js';
import { ListingCommand } from '../../cli/listing-command.js';
import { certificatesDocument, certificatesListing, nextCommands } from '../../cli/listings/certificates.js';
import { makeCertificates } from '../../operations/make-certificates/make-certificates.js';

const DEFAULT_DAYS = 825;
const MAX_DAYS = 3650;

export default class TlsInit extends ListingCommand {
  static override summary = 'Make certificates for a job server and its clients';
  static override description = [
    'Makes an authority (ca.crt, ca.key) in DIR, a certificate that it signs for the server (server.crt, server.key), and' +
      ' one for each client (NAME.crt, NAME.key), whose NAME the access rules of a server know it by. What is there' +
      ' stays: clients can be added later, and are signed by the same authority.',
    'Whoever has ca.key can make certificates that the server trusts. The server itself needs server.crt, server.key and' +
      ' ca.crt; a client needs ca.crt and its own two.',
  ].join('\n\n');
  static override examples = [
    { description: 'A server and two clients', command: '<%= config.bin %> <%= command.id %> tls alice bob' },
    { description: 'Another client, later', command: '<%= config.bin %> <%= command.id %> tls carol' },
    {
      description: 'A new certificate for the server, under more names',
      command: '<%= config.bin %> <%= command.id %> tls --host q1.example --host 192.0.2.7 --force',
    },
  ];
  static override usage = '<%= command.id %> DIR [NAME]... [FLAGS]';
  static override args = {
    dir: Args.string({ required: true, ignoreStdin: true, description: 'The directory; made if it is not there' }),
    name: Args.string({ multiple: true, ignoreStdin: true, description: 'The names of clients' }),
  };
  static override schema = 'certificates';
  static override flags = {
    ...outputFlags,
    host: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'HOST',
      description:
        'A host name or IP address of the server, besides localhost, 127.0.0.1, ::1 and the name of this machine',
    }),
    days: Flags.integer({
      min: 1,
      max: MAX_DAYS,
      default: DEFAULT_DAYS,
      description: 'How long they are valid; the authority is for ten years',
    }),
    force: Flags.boolean({ description: 'Replace certificates that are there, but never the authority' }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TlsInit);
    const { host: hosts = [], days, force } = flags;
    const printer = await this.printer(certificatesListing, flags);
    const wish = { directory: args.dir, clients: args.name ?? [], hosts, days, force };
    const time = new Date();
    const rows = await makeCertificates(wish, time);
    const notes = ['', 'Go on with', ...nextCommands(rows).map((command) => `  ${command}`)];
    await printer.print({ rows, document: certificatesDocument(rows), time, notes });
  }
}
