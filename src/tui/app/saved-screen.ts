import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemMessage } from '../../system-message.js';
import type { Message } from '../update/message.js';
import type { DrawnScreen } from './screen-drawing.js';

/** Names a file after a moment of the local time: `gearctl-top-20260928-140732.txt`. */
export function datedName(epochMs: number, ending: string): string {
  const local = new Date(epochMs - new Date(epochMs).getTimezoneOffset() * 60_000);
  const digits = local.toISOString().replace(/\D/g, '');
  return `gearctl-top-${digits.slice(0, 8)}-${digits.slice(8, 14)}${ending}`;
}

/** Saves a screen as text and, beside it, as a terminal shows it; tells under which name, or why not. Existing files stay. */
export async function saveScreen(folder: string, epochMs: number, screen: DrawnScreen): Promise<Message> {
  const name = datedName(epochMs, '.txt');
  const text = (lines: readonly string[]) => lines.map((line) => `${line.trimEnd()}\n`).join('');
  try {
    await writeFile(join(folder, name), text(screen.plain), { flag: 'wx' });
    await writeFile(join(folder, datedName(epochMs, '.ansi')), text(screen.painted), { flag: 'wx' });
    return { type: 'done', text: `saved ${name}` };
  } catch (error) {
    return { type: 'failed', text: `cannot save the screen: ${systemMessage(error)}` };
  }
}
