import { Admin } from '../admin/index.js';
import { BaseCommand } from '../cli/base-command.js';
import { type ColorMode, wantsColor } from '../cli/color.js';
import { connectionFlags, connectionSettings } from '../cli/flags/connection.js';
import { excludeFlag, functionArgs } from '../cli/flags/functions.js';
import { topFlags, topLook, topShow } from '../cli/flags/top.js';
import { statusDocument } from '../cli/listings/status.js';
import { nameFilter } from '../operations/name-filter.js';
import { ServerActions } from '../operations/server-actions.js';
import { withShortPauses } from '../operations/short-pauses.js';

/** By then all code is loaded: V8 takes none that was kept under other flags. */
const LOADED_BY_MS = 3000;

export default class Top extends BaseCommand {
  static override summary = 'Watch the queues live';
  static override description = [
    'Draws the functions with their jobs, workers and trends, and redraws them as they change; ? shows the keys. It only',
    'looks, unless --allow-actions is given. Each server is polled over one connection; of servers that gearctl serve',
    'runs it also shows rates, failures and run times. Without a terminal it prints a table each interval.',
  ].join(' ');
  static override examples = [
    { description: 'Watch two servers', command: '<%= config.bin %> <%= command.id %> -s q1,q2' },
    { description: 'See what it looks like, without a server', command: '<%= config.bin %> <%= command.id %> --demo' },
    { description: 'Record an hour for later', command: '<%= config.bin %> <%= command.id %> --record hour.jsonl.gz' },
    { description: 'Print the state once', command: '<%= config.bin %> <%= command.id %> --once' },
  ];
  static override usage = '<%= command.id %> [FUNCTION|GLOB|/REGEX/]... [FLAGS]';
  static override args = functionArgs;
  static override schema = 'top-sample';
  static override flags = { ...connectionFlags, ...topFlags, exclude: excludeFlag };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Top);
    const { interval, once, count, theme, range, sort, reverse, busy, demo, replay, speed, probe } = flags;
    const filter = nameFilter(args.function ?? [], flags.exclude ?? []);
    const settings = demo || replay !== undefined ? undefined : await connectionSettings(flags, this.env);
    const { servers = [], ...dialling } = settings ?? {};
    const admins = servers.map((server) => new Admin(server, dialling));
    const origin = demo
      ? { kind: 'demo' as const, seed: 1 }
      : replay === undefined
        ? { kind: 'live' as const, admins, probes: probe, tls: servers.some(({ transport }) => transport === 'tls') }
        : { kind: 'replay' as const, file: replay, speed };
    const { runTop } = await import('../tui/run-top.js');
    const wish = {
      origin,
      show: topShow(flags, this.env, this.stdin.isTTY === true && this.stdout.isTTY === true),
      ...{
        allowActions: flags['allow-actions'],
        matches: filter.matches,
        sort,
        reverse: reverse === true,
        recordTo: flags.record,
      },
      interface: { theme, range, foldsIdle: busy, ...(interval !== undefined && { intervalMs: interval }) },
      look: topLook(flags, this.env),
      color: wantsColor(flags.color as ColorMode, this.env, this.stdout.isTTY === true),
      // Only a second poll tells rates, for which whoever names an interval is ready to wait.
      ...{ rounds: once ? (interval === undefined ? 1 : 2) : count, onlyLast: once, documentOf: statusDocument },
    };
    const io = {
      ...{ input: this.stdin, output: this.stdout, process, folder: process.cwd() },
      servers: settings && new ServerActions(admins, settings),
      notice: (message: string) => this.notice(message),
    };
    let withUsualPauses: (() => void) | undefined;
    const timer = setTimeout(() => {
      withUsualPauses = withShortPauses();
    }, LOADED_BY_MS).unref();
    const unanswered = await runTop(wish, io, this.interruptible()).finally(() => {
      clearTimeout(timer);
      withUsualPauses?.();
    });
    if (unanswered.length > 0) {
      this.conclude('PARTIAL', `${unanswered.length} of ${admins.length} servers did not answer`, {
        servers: unanswered,
      });
    }
  }
}
