/** What a key does to a text that is being typed; undefined if nothing. */
export function typed(text: string, key: string): string | undefined {
  if (key === 'backspace') return [...text].slice(0, -1).join('');
  if (key === 'ctrl-u') return '';
  if (key === 'ctrl-w') return text.replace(/\S*\s*$/, '');
  return [...key].length === 1 ? text + key : undefined;
}
