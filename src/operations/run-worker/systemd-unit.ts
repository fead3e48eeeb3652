/** What a unit of systemd is written from. */
export interface UnitWish {
  /** How gearctl was called, but for the flag that asked for the unit: the path first. */
  readonly command: readonly string[];
  /** Where it was called: paths in the command may begin there. */
  readonly directory: string;
  /** The file of the pool, where there is one. */
  readonly config?: string | undefined;
  /** How long a drain may take, in ms; 0 for ever. */
  readonly drainTimeoutMs: number;
  /** How long a command has between TERM and KILL, in ms. */
  readonly killAfterMs: number;
  /** Whether systemd is told when the worker is ready. */
  readonly notifies: boolean;
}

/** The flags that say it. Times in ms. */
export interface UnitFlags {
  readonly config?: string | undefined;
  readonly 'drain-timeout': number;
  readonly 'kill-after'?: number | undefined;
  readonly 'sd-notify': boolean;
}

/** Makes these flags into what is wished of a unit. */
export function unitWish(flags: UnitFlags, command: readonly string[], directory: string): UnitWish {
  const { config, 'drain-timeout': drainTimeoutMs, 'kill-after': killAfterMs = 10_000, 'sd-notify': notifies } = flags;
  return { command, directory, config, drainTimeoutMs, killAfterMs, notifies };
}

/** Writes a unit that runs a worker as systemd runs services: TERM drains it, HUP reads its file again. */
export function systemdUnit({ command, directory, config, drainTimeoutMs, killAfterMs, notifies }: UnitWish): string {
  const check = config === undefined ? [] : [`ExecStartPre=${line([...command, '--check'])}`];
  const reload = config === undefined ? [] : ['ExecReload=/bin/kill -HUP $MAINPID'];
  const stopSeconds = drainTimeoutMs === 0 ? 'infinity' : Math.ceil((drainTimeoutMs + killAfterMs) / 1000) + 20;
  return [
    '[Unit]',
    'Description=Gearman worker',
    'After=network-online.target',
    'Wants=network-online.target',
    '',
    '[Service]',
    ...(notifies ? ['Type=notify', 'NotifyAccess=all'] : ['Type=exec']),
    `WorkingDirectory=${directory.replaceAll('%', '%%')}`,
    ...check,
    `ExecStart=${line(command)}`,
    ...reload,
    '# TERM goes to gearctl alone, which lets its jobs end; what is left after the time is killed.',
    'KillMode=mixed',
    `TimeoutStopSec=${stopSeconds}`,
    'Restart=on-failure',
    'RestartPreventExitStatus=64 77 78 126 127',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}

function line(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

/** Writes a word as systemd reads it: in quotes where there is a need, with nothing of it expanded. */
function quoted(word: string): string {
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$');
  return /^[\w@%+=:,./-]+$/.test(word) ? escaped : `"${escaped}"`;
}
