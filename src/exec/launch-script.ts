import type { CommandEnvironment } from './command-request.js';

/** A word of a command; one that is no text, for it is no UTF-8, is given as its bytes. */
export type CommandWord = string | Uint8Array;

/** The descriptors of the shell besides its standard ones: the control channel, and what the commands get as stderr. */
const CONTROL_FD = 3;
const STDERR_FD = 4;

/** Variables that a shell sets and exports by itself. */
const SET_BY_SHELLS = ['PWD', 'OLDPWD', 'SHLVL', 'IFS'];

/**
 * Writes the arguments for a POSIX shell that runs a command again and again, each time with the FIFOs in `directory` as
 * stdin and stdout. By a first line on its control channel it is told to open them, which it answers with an empty line;
 * by a second one to run the command, which it answers with the exit status when that has ended. It ends with the channel.
 * Commands find the environment as `env` has it, SIGPIPE ignored, and no descriptors of the shell's.
 */
export function launchArguments(
  command: readonly CommandWord[],
  env: CommandEnvironment,
  directory: string,
): readonly string[] {
  const words = [...uncarried(env), ...command];
  const areTexts = words.every((word) => typeof word === 'string');
  // The process of the command is there before it is needed, and waits for the second line.
  const script = `
${SET_BY_SHELLS.map((name) => restored(name, env[name])).join('\n')}
${areTexts ? '' : `set -- ${words.map(quoted).join(' ')}`}
trap '' PIPE
while read -r gearctl_turn <&${CONTROL_FD}; do
  (
    exec 2>&${STDERR_FD} ${STDERR_FD}>&-
    echo >&${CONTROL_FD}
    read -r gearctl_turn <&${CONTROL_FD} || exit
    exec "$@" ${CONTROL_FD}>&-
  ) <"$0/stdin" >"$0/stdout"
  echo $? >&${CONTROL_FD}
done`;
  return ['-c', script, directory, ...(areTexts ? words : [])];
}

/** A shell drops variables whose names it could not write: env(1) brings them back. */
function uncarried(env: CommandEnvironment): readonly string[] {
  const lost = Object.entries(env).filter(([name, value]) => value !== undefined && !/^[A-Za-z_]\w*$/.test(name));
  return lost.length === 0 ? [] : ['env', ...lost.map(([name, value]) => `${name}=${value}`)];
}

function restored(name: string, value: string | undefined): string {
  return value === undefined ? `unset ${name}` : `export ${name}=${quoted(value)}`;
}

/** Writes a word for the shell. Bytes are written as octal numbers, but newlines at the end, which `$()` would drop. */
function quoted(word: CommandWord): string {
  if (typeof word === 'string') return `'${word.replaceAll("'", `'\\''`)}'`;
  const end = word.findLastIndex((byte) => byte !== 0x0a) + 1;
  const octal = [...word.subarray(0, end)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return `"$(printf '${octal}')${'\n'.repeat(word.length - end)}"`;
}
