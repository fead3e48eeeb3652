// @ts-check
import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core';

const USAGE = 64;
const SOFTWARE = 70;

/**
 * Ends the process for an error that no command has shown.
 *
 * @param {unknown} error
 * @param {string[]} argv
 */
export async function endEscaped(error, argv) {
  const { text, status } = await reportEscaped(error, argv);
  process.stderr.write(text);
  process.stdout.write('', () => process.exit(status));
}

/**
 * Says how an error that no command has shown ends the process: the text for stderr and the exit status. oclif carries
 * exit statuses by errors too; of such an error nothing is said.
 *
 * @param {unknown} error
 * @param {string[]} argv
 * @returns {Promise<{ text: string, status: number }>}
 */
export async function reportEscaped(error, argv) {
  if (!(error instanceof Error)) return { text: `gearctl: ${String(error)}\n`, status: SOFTWARE };
  const { code, oclif } = /** @type {{ code?: string, oclif?: { exit?: number } }} */ (error);
  if (code === 'EEXIT') return { text: '', status: oclif?.exit ?? 0 };
  const unknown = await unknownCommand(argv);
  if (unknown !== undefined) return { text: `gearctl: ${unknown}\n`, status: USAGE };
  return { text: `gearctl: ${oclif === undefined ? error.stack : error.message}\n`, status: oclif?.exit ?? SOFTWARE };
}

/** Says which command there is not, if that is what is wrong with `argv`. */
async function unknownCommand(/** @type {string[]} */ argv) {
  const config = await Config.load(fileURLToPath(new URL('..', import.meta.url)));
  const firstFlag = argv.findIndex((word) => word.startsWith('-'));
  const words = firstFlag === -1 ? argv : argv.slice(0, firstFlag);
  const ids = words.map((_, i) => words.slice(0, i + 1).join(':'));
  if (words.length === 0 || ids.some((id) => config.findCommand(id)) || config.findTopic(words.join(':')))
    return undefined;

  const visible = config.commands
    .filter((command) => !command.hidden)
    .map((command) => command.id.replaceAll(':', ' '));
  const meant = nearestCommand(words, visible);
  const advice = meant === undefined ? 'gearctl --help lists them' : `did you mean "${meant}"?`;
  return `there is no command "${words.join(' ')}" (${advice})`;
}

/**
 * Finds the command that the first of `words` were probably meant to name: at most two letters away.
 *
 * @param {string[]} words
 * @param {string[]} commands
 * @returns {string | undefined}
 */
export function nearestCommand(words, commands) {
  const ranked = commands
    .map((command) => ({ command, typed: words.slice(0, command.split(' ').length).join(' ') }))
    .map(({ command, typed }) => ({ command, distance: editDistance(command, typed) }))
    .sort((a, b) => a.distance - b.distance);
  return ranked.find(({ distance }) => distance <= 2)?.command;
}

/** Counts the letters to insert, drop or replace on the way from `a` to `b`. */
function editDistance(/** @type {string} */ a, /** @type {string} */ b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
  }
  return row[b.length] ?? 0;
}
