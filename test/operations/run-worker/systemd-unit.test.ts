import { describe, expect, it } from 'vitest';
import { systemdUnit } from '../../../src/operations/run-worker/systemd-unit.js';

const wish = {
  ...{ command: ['/usr/bin/gearctl', 'work'], directory: '/srv/100%' },
  ...{ drainTimeoutMs: 300_000, killAfterMs: 10_000, notifies: false },
};

describe('a unit for systemd', () => {
  it('lets the jobs end before anything is killed', () => {
    const unit = systemdUnit(wish);
    expect(unit).toContain('\nType=exec\nWorkingDirectory=/srv/100%%\nExecStart=/usr/bin/gearctl work\n');
    expect(unit).toContain('\nKillMode=mixed\nTimeoutStopSec=330\n');
    expect(unit).toContain('\nRestartPreventExitStatus=64 77 78 126 127\n');
    expect(systemdUnit({ ...wish, drainTimeoutMs: 0 })).toContain('\nTimeoutStopSec=infinity\n');
  });

  it('checks the file of a pool before the start, and has it read again by HUP', () => {
    const command = [...wish.command, '--config', '/etc/gearctl/workers.yaml'];
    const unit = systemdUnit({ ...wish, command, config: '/etc/gearctl/workers.yaml', notifies: true });
    expect(unit).toContain('ExecStartPre=/usr/bin/gearctl work --config /etc/gearctl/workers.yaml --check\n');
    expect(unit).toContain('\nExecReload=/bin/kill -HUP $MAINPID\n');
    expect(unit).toContain('\nType=notify\nNotifyAccess=all\n');
  });

  it('writes words so that systemd expands nothing in them', () => {
    const command = ['gearctl', 'work', 'f', '--', 'sh', '-c', 'echo "$1" 50%\n', 'a\\b', ''];
    expect(systemdUnit({ ...wish, command })).toContain(
      String.raw`ExecStart=gearctl work f -- sh -c "echo \"$$1\" 50%%\n" "a\\b" ""`,
    );
  });
});
