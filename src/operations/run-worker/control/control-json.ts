import { parseDuration } from '../../../duration.js';
import { base64Word, type ControlWord, fileWord } from './control-word.js';
import { percentWord, shareWord } from './progress-text.js';

/**
 * Reads a JSON object of the control channel. Its keys are the words of the text lines, and several are read in their
 * order. Numbers of `retry` and `extend` are seconds; texts are taken as they are, with no newline added. Gives undefined
 * where a key or a value means nothing: none of them counts then. Throws UsageError for what is no duration.
 */
export function jsonWords(object: Record<string, unknown>): readonly ControlWord[] | undefined {
  const words: ControlWord[] = [];
  for (const [name, value] of Object.entries(object)) {
    const word = jsonWord(name, value);
    if (word === undefined) return undefined;
    words.push(word);
  }
  return words;
}

function jsonWord(name: string, value: unknown): ControlWord | undefined {
  switch (name) {
    case 'progress':
      return progressWord(value);
    case 'warn':
    case 'data':
    case 'exception':
    case 'result':
      return typeof value === 'string' ? { type: name, bytes: Buffer.from(value) } : undefined;
    case 'data64':
      return typeof value === 'string' ? base64Word('data', value) : undefined;
    case 'exception64':
      return typeof value === 'string' ? base64Word('exception', value) : undefined;
    case 'result64':
      return typeof value === 'string' ? base64Word('result', value) : undefined;
    case 'result-file':
      return typeof value === 'string' ? fileWord(value) : undefined;
    case 'retry':
      return value === true ? { type: name, afterMs: undefined } : spanWord(name, value);
    case 'extend':
      return spanWord(name, value);
    default:
      return undefined;
  }
}

/** Percent as a number, or two numbers in an array. */
function progressWord(value: unknown): ControlWord | undefined {
  if (typeof value === 'number') return percentWord(String(value));
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  return shareWord(Number(value[0]), Number(value[1]));
}

function spanWord(type: 'retry' | 'extend', value: unknown): ControlWord | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const ms = parseDuration(String(value));
  return type === 'retry' ? { type, afterMs: ms } : { type, byMs: ms };
}
