import { parseDuration } from '../../../duration.js';
import { jsonWords } from './control-json.js';
import { base64Word, type ControlWord, fileWord } from './control-word.js';
import { parseProgress } from './progress-text.js';

const SPACE = 0x20;
const BRACE = 0x7b;
const NEWLINE = Uint8Array.of(0x0a);
const NO_BYTES = new Uint8Array(0);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a line of the control channel, without its newline: a word and what it is about, or the same as a JSON object.
 * Gives undefined for what means nothing. The bytes given may be views on the line.
 */
export function parseControlLine(line: Uint8Array): readonly ControlWord[] | undefined {
  try {
    if (line[0] === BRACE) return jsonWords(JSON.parse(utf8.decode(line)));
    const word = textWord(line);
    return word && [word];
  } catch {
    return undefined; // No UTF-8 where text is expected, no JSON, no duration.
  }
}

function textWord(line: Uint8Array): ControlWord | undefined {
  const space = line.indexOf(SPACE);
  const name = utf8.decode(space === -1 ? line : line.subarray(0, space));
  const rest = space === -1 ? NO_BYTES : line.subarray(space + 1);
  switch (name) {
    case 'data':
    case 'warn':
      return { type: name, bytes: Buffer.concat([rest, NEWLINE]) };
    case 'exception':
      return { type: name, bytes: rest };
    case 'data64':
      return base64Word('data', utf8.decode(rest).trim());
    case 'exception64':
      return base64Word('exception', utf8.decode(rest).trim());
    case 'result64':
      return base64Word('result', utf8.decode(rest).trim());
    case 'result-file':
      return fileWord(utf8.decode(rest));
    case 'progress':
      return parseProgress(utf8.decode(rest));
    case 'retry':
      return retryWord(utf8.decode(rest));
    case 'extend':
      return { type: name, byMs: parseDuration(utf8.decode(rest)) };
    default:
      // Two numbers alone, as scripts write them that report to gearman(1).
      return /^\d+$/.test(name) ? parseProgress(utf8.decode(line)) : undefined;
  }
}

function retryWord(text: string): ControlWord {
  return { type: 'retry', afterMs: text.trim() === '' ? undefined : parseDuration(text) };
}
