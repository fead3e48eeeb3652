import type { Interfaces } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { failureText } from '../cli/failure.js';
import { accessFlags, limitFlags, listenFlags, processFlags, queueFlags, storeFlags } from '../cli/flags/serve.js';
import { serverSignals } from '../cli/server-signals.js';
import { UsageError } from '../errors.js';
import { exportStore } from '../operations/run-server/export-store.js';
import { parseListenAddress, passedSockets } from '../operations/run-server/listen-address.js';
import { runServer } from '../operations/run-server/run-server.js';
import { runWhile } from '../operations/run-server/run-while.js';
import type { ServerEvent } from '../operations/run-server/server-event.js';
import { serverEventJson, serverEventText, serverLog } from '../operations/run-server/server-log.js';
import type { ServerWish } from '../operations/run-server/server-wish.js';
import { makeFolderOf, storeFileOf } from '../operations/run-server/store-file.js';

const DEFAULT_LISTEN = '127.0.0.1:4730';
const FREE_PORT = '127.0.0.1:0';

export default class Serve extends BaseCommand {
  static override summary = 'Run a job server';
  static override description = [
    'Clients and workers of any kind use it as they use gearmand. A background job is on disk before its client hears that' +
      ' it was accepted, and is there again when the server was killed and starts anew. The file is' +
      ' ~/.local/state/gearctl/jobs-PORT.sqlite, in $STATE_DIRECTORY under systemd; with port 0, which nobody finds again,' +
      ' jobs are kept in memory.',
    'Once it listens, it prints its addresses on stdout. SIGTERM and ^C end it with exit code 0: nobody can connect any' +
      ' more, no job is given out, and those that run may come to their end. A second one ends it at once. SIGHUP reads' +
      ' certificates, rules and limits again.',
    'With --run, COMMAND finds the server in $GEARMAN_SERVERS, jobs are kept in memory unless --store names a file, and the' +
      ' exit code is the one of COMMAND.',
  ].join('\n\n');
  static override examples = [
    ['For this machine', ''],
    [
      'For all who can reach this machine and have a certificate',
      '--listen 0.0.0.0 --tls-cert server.crt --tls-key server.key --tls-ca ca.crt',
    ],
    ['On a free port, jobs in memory', '--listen 127.0.0.1:0'],
    ['For a test suite', '--run -- npm test'],
    ['Take over the jobs of a gearmand -q libsqlite3', '--import /var/lib/gearman/gearmand.db'],
  ].map(([description = '', flags]) => ({
    description,
    command: `<%= config.bin %> <%= command.id %> ${flags}`.trim(),
  }));
  static override usage = '<%= command.id %> [FLAGS] [--run -- COMMAND [ARG]...]';
  static override schema = 'serve-event';
  static override flags = {
    ...listenFlags,
    ...storeFlags,
    ...queueFlags,
    ...accessFlags,
    ...limitFlags,
    ...processFlags,
  };

  override async run(): Promise<void> {
    const { flags, command } = await this.#parsed();
    const fds = passedSockets(this.env, process.pid);
    const listen = (flags.listen ?? [flags.run ? FREE_PORT : DEFAULT_LISTEN]).map(parseListenAddress);
    // A server that is there for a command alone has nothing to remember.
    const store = storeFileOf(flags.store, this.env, flags.run ? 0 : (listen[0]?.port ?? 0));
    // Nobody reads the log any more: that is no reason to end.
    this.stderr.on('error', () => undefined);
    const tell = this.#teller(flags);
    if (flags.export !== undefined) {
      if (store === undefined) throw new UsageError('there is no store to export', { hint: '--store FILE names one' });
      tell(await exportStore(store, { file: flags.export, table: flags['gearmand-table'] }));
      return;
    }
    if (store !== undefined) await makeFolderOf(store);
    const wish = {
      ...wishOf(flags),
      listen,
      unix: flags.unix ?? [],
      fds,
      ...(store !== undefined && { store }),
    };
    const signals = serverSignals(process);
    try {
      if (!flags.run) return await runServer(wish, tell, signals);
      const hasTerminal = this.stdin.isTTY === true;
      this.exit(
        await runWhile({ command, env: { ...this.env }, cwd: process.cwd(), hasTerminal }, wish, tell, signals),
      );
    } finally {
      signals.release();
    }
  }

  /** Everything behind `--` is the command. */
  async #parsed() {
    const end = this.argv.indexOf('--');
    const own = end === -1 ? this.argv : this.argv.slice(0, end);
    const command = end === -1 ? [] : this.argv.slice(end + 1);
    const { flags } = await this.parse(Serve, own);
    if (command.length > 0 && !flags.run) {
      throw new UsageError(`'${command[0]}' is a command, which only --run runs`, {
        hint: 'gearctl serve --run -- COMMAND',
      });
    }
    return { flags, command };
  }

  #teller(flags: ServeFlags): (event: ServerEvent) => void {
    const log =
      flags['log-format'] === 'json'
        ? serverLog(this.stderr, (event, at) => serverEventJson(event, at, process.pid))
        : (event: ServerEvent) => this.#say(event, flags);
    return (event) => {
      // With --run, stdout belongs to the command.
      if (event.type === 'ready' && !flags.run) this.stdout.write(`${event.addresses.join('\n')}\n`);
      log(event);
    };
  }

  #say(event: ServerEvent, { run, quiet }: ServeFlags): void {
    const message = serverEventText(event);
    if (message === undefined) return;
    if (event.type === 'problem') {
      this.stderr.write(failureText({ message, servers: [], hint: quiet ? undefined : event.error.hint }));
    } else if (!run) {
      // With --run nobody has to be told where the server is, nor that it ends with its command.
      this.notice(message, event.type === 'ready' ? `export GEARMAN_SERVERS=${event.address}` : undefined);
    }
  }
}

type ServeFlags = Interfaces.InferredFlags<typeof Serve.flags & typeof Serve.baseFlags>;

function wishOf(flags: ServeFlags): Omit<ServerWish, 'listen' | 'unix'> {
  const { results, retries, limits, acl, import: importFile, 'gearmand-table': table } = flags;
  const { 'tls-cert': certFile, 'tls-key': keyFile, 'tls-ca': caFile } = flags;
  const tls = certFile === undefined ? undefined : { certFile, ...(keyFile && { keyFile }), ...(caFile && { caFile }) };
  return {
    order: flags.order,
    workerWakeup: flags['worker-wakeup'],
    maxQueue: flags['max-queue'],
    // So often a job may lose its worker and go on; with one time more it fails.
    ...(retries !== undefined && { maxLosses: retries + 1 }),
    ...(results !== undefined && { results }),
    ...(limits !== undefined && { limitsFile: limits }),
    ...(acl !== undefined && { accessFile: acl }),
    ...(importFile !== undefined && { importFrom: { file: importFile, table } }),
    ...(tls !== undefined && { tls }),
    maxPacketBytes: flags['max-packet'],
    maxUnsentBytes: flags['max-unread'],
    maxConnections: flags['max-connections'],
    idleMs: flags['idle-timeout'],
    keepAliveMs: flags.keepalive,
    drainTimeoutMs: flags['drain-timeout'],
    ...(flags['pid-file'] !== undefined && { pidFile: flags['pid-file'] }),
  };
}
