import { OPTION_GROUPS, type Option } from './option-table.js';

const COLUMN = 40;
const WIDTH = 80;

/** Builds the help: the options as gearmand lists them, and what they mean here. */
export function helpText(): string {
  const groups = OPTION_GROUPS.map(({ heading, options }) => [`${heading}:`, ...options.map(line)].join('\n'));
  return `Allowed options:\n\nAllowed options:\n\n${groups.join('\n\n')}\n\n`;
}

function line(option: Option): string {
  const { name, short, takes, help = '' } = option;
  const names = short === undefined ? `--${name}` : `-${short} [ --${name} ]`;
  const value = takes === 'none' ? '' : option.default === undefined ? ' arg' : ` arg (=${option.default})`;
  const head = `  ${names}${value}`;
  const indent = ' '.repeat(COLUMN);
  const text = wrap(help).join(`\n${indent}`);
  return head.length < COLUMN ? `${head.padEnd(COLUMN)}${text}` : `${head}\n${indent}${text}`;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= WIDTH - COLUMN) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
