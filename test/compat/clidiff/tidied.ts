import { hostname } from 'node:os';
import type { Tools } from './tool-run.js';

/** What legitimately differs from one run to the next. */
export interface Varying {
  readonly tools: Tools;
  readonly folder: string;
  /** Ports by the names that the case has for them. */
  readonly ports: Readonly<Record<string, number>>;
  readonly serverPids: readonly number[];
}

/** Puts names in the place of what differs from run to run; `how` names what else does in this case. */
export function tidied(bytes: Buffer, varying: Varying, how: readonly string[] = []): Buffer {
  let text = bytes.toString('latin1');
  for (const [name, command] of Object.entries(varying.tools)) text = text.replaceAll(command.at(-1) ?? name, name);
  text = text.replaceAll(varying.folder, '{TMP}').replaceAll(`H:${hostname()}:`, 'H:{HOST}:');
  for (const [name, port] of Object.entries(varying.ports)) text = text.replaceAll(wholeNumber(port), `{${name}}`);
  for (const each of how) text = (MORE[each] ?? same)(text, varying);
  return Buffer.from(text, 'latin1');
}

const MORE: Readonly<Record<string, (text: string, varying: Varying) => string>> = {
  server_pid: (text, { serverPids }) =>
    serverPids.reduce((replaced, pid) => replaced.replaceAll(wholeNumber(pid), '{SERVER_PID}'), text),
  workers: (text) => text.replace(/^\d+ 127\.0\.0\.1/gm, '{FD} 127.0.0.1'),
  version: (text) => text.replace(/\d+\.\d+(\.\d+)*(\+ds)?/g, '{VERSION}'),
  sort_lines: (text) => text.split('\n').sort().join('\n'),
  uniq_lines: (text) => [...new Set(text.split('\n'))].join('\n'),
  crlf: (text) => text.replaceAll('\r\n', '\n'),
};

function same(text: string): string {
  return text;
}

function wholeNumber(number: number): RegExp {
  return new RegExp(`(?<!\\d)${number}(?!\\d)`, 'g');
}
