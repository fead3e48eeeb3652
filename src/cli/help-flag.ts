import type { Hook } from '@oclif/core';
import { EXIT } from './exit-codes.js';

/**
 * Refuses `-h HOST` before oclif shows help for it: in Gearman's old tools -h is the host, and whoever is used to them
 * would take the help for an answer. An `init` hook of oclif.
 */
export const refuseHostBehindHelpFlag: Hook.Init = async function ({ argv, config, id }) {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const host = words[words.indexOf('-h') + 1];
  if (!words.includes('-h') || host === undefined || host.startsWith('-') || !config.findCommand(id ?? '')) return;
  this.error(`-h is help, not the host\n  Try: ${config.bin} ${id?.replaceAll(':', ' ')} -s ${host}`, {
    exit: EXIT.USAGE,
  });
};
