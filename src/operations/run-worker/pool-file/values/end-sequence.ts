import { constants } from 'node:os';
import { parseDuration } from '../../../../duration.js';
import { UsageError } from '../../../../errors.js';
import type { EndStep } from '../../function-settings.js';

/**
 * Reads how a process group is ended: signals, each with the time that it has before the next, such as
 * `TERM,10s,INT,5s,KILL`. KILL comes last, said or not. Throws UsageError.
 */
export function parseEndSequence(text: string): EndStep[] {
  const words = text.split(',').map((word) => word.trim());
  const steps: EndStep[] = [];
  for (let at = 0; at < words.length; at += 2) {
    const signal = signalOf(words[at] ?? '', text);
    const wait = words[at + 1];
    const isLast = at + 2 >= words.length;
    if (signal === 'SIGKILL' && !(isLast && wait === undefined)) throw wrong(text, 'nothing comes after KILL');
    if (signal !== 'SIGKILL' && wait === undefined) throw wrong(text, `it does not say how long ${words[at]} has`);
    steps.push({ signal, waitMs: wait === undefined ? 0 : parseDuration(wait) });
  }
  if (steps.at(-1)?.signal !== 'SIGKILL') steps.push({ signal: 'SIGKILL', waitMs: 0 });
  return steps;
}

function signalOf(word: string, text: string): NodeJS.Signals {
  const name = word.toUpperCase().replace(/^(?:SIG)?/, 'SIG');
  if (Object.hasOwn(constants.signals, name)) return name as NodeJS.Signals;
  throw wrong(text, `'${word}' is no signal`);
}

function wrong(text: string, what: string): UsageError {
  return new UsageError(`'${text}' is no end of a command: ${what}`, {
    hint: 'write signals with the time in between: TERM,10s,KILL',
  });
}
