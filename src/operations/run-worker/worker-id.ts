/** The most of a name that is shown: an ID has 127 bytes at most, some of which the number of the slot takes. */
const MAX_NAME = 50;

/** Makes the client ID of a worker that was given none, of its machine and its functions: one word of ASCII. */
export function workerId(machine: string, functions: readonly string[]): string {
  const [first = '', ...others] = functions;
  const more = others.length === 0 ? '' : `+${others.length}`;
  return `${word(machine)}/${word(first)}${more}`;
}

function word(text: string): string {
  return text.replace(/[^\x21-\x7e]+/g, '_').slice(0, MAX_NAME);
}
