import type { CommandEnvironment, CommandWord } from './command-request.js';

/** Variables that a shell sets and exports by itself. */
const SET_BY_SHELLS = ['PWD', 'OLDPWD', 'SHLVL', 'IFS'];

/**
 * Gives the words of a command that a shell becomes: for what spawn cannot do, words that are no UTF-8 and a SIGPIPE that
 * is ignored. The command finds the environment as `env` has it.
 */
export function throughShell(
  command: readonly CommandWord[],
  env: CommandEnvironment,
  { ignoresPipe }: { readonly ignoresPipe: boolean },
): readonly string[] {
  const words = [...uncarried(env), ...command];
  const areTexts = words.every((word) => typeof word === 'string');
  const script = [
    ...SET_BY_SHELLS.map((name) => restored(name, env[name])),
    ...(areTexts ? [] : [`set -- ${words.map(quoted).join(' ')}`]),
    ...(ignoresPipe ? ["trap '' PIPE"] : []),
    'exec "$@"',
  ].join('\n');
  return ['/bin/sh', '-c', script, 'sh', ...(areTexts ? words : [])];
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
