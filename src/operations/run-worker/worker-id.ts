/** The most of a name that is shown, in characters: an ID has 127 bytes at most, some of which the slot takes. */
const MAX_NAME = 25;

/** Makes the client ID of a worker that was given none: its machine and its functions, without spaces. */
export function workerId(machine: string, functions: readonly string[]): string {
  const [first = '', ...others] = functions;
  const more = others.length === 0 ? '' : `+${others.length}`;
  return `${word(machine)}/${word(first)}${more}`;
}

function word(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, '_').slice(0, MAX_NAME);
}
