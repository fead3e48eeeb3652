import { BlockList, isIP } from 'node:net';
import { encodeText } from '../../protocol/index.js';
import { type Complaint, configLines } from '../config-lines.js';
import type { AccessRule, PeerPattern, Right } from './access-rule.js';

/** The rights by the words that stand for them. */
const RIGHTS: ReadonlyMap<string, readonly Right[]> = new Map<string, readonly Right[]>([
  ['submit', ['submit']],
  ['work', ['work']],
  ['read', ['read']],
  ['change', ['change']],
  ['admin', ['read', 'change']],
  ['all', ['submit', 'work', 'read', 'change']],
]);

const LINE_FORM = 'write WHO RIGHT[,RIGHT] [FUNCTION]..., for instance: certificate billing submit invoice_*';
const PEER_FORM = 'write certificate NAME, address IP[/BITS], loopback, unix or any';

/**
 * Reads the rules of a file:
 *
 *     # who                    may          functions
 *     certificate billing      submit       invoice_* mail
 *     certificate "Img 1"      work         resize
 *     loopback                 all
 *
 * Throws ConfigError for the first line that is wrong, with `path` and the number of the line.
 */
export function parseAccessRules(text: string, path: string): AccessRule[] {
  return configLines(text, path, LINE_FORM).map(({ words, wrong }) => parseRule(words, wrong));
}

function parseRule(words: readonly string[], wrong: Complaint): AccessRule {
  const named = words[0] === 'certificate' || words[0] === 'address';
  const who = peerPattern(words, wrong);
  const [rightsWord, ...functions] = words.slice(named ? 2 : 1);
  if (rightsWord === undefined) throw wrong('it does not say what they may do', LINE_FORM);
  const rights = rightsWord.split(',').flatMap((word) => {
    const meant = RIGHTS.get(word);
    if (meant !== undefined) return meant;
    throw wrong(
      `'${word}' is no right`,
      `write ${[...RIGHTS.keys()].join(', ')}, or several with commas and no blanks`,
    );
  });
  if (functions.length > 0 && rights.some((right) => right === 'read' || right === 'change')) {
    throw wrong('only submit and work are by function', 'give the other rights a line of their own, without functions');
  }
  const globs = functions.map((name) => encodeText(checkedGlob(name, wrong)));
  return { who, rights, functions: globs.length === 0 ? ['*'] : globs };
}

function peerPattern([kind, value]: readonly string[], wrong: Complaint): PeerPattern {
  switch (kind) {
    case 'certificate':
      if (value === undefined) throw wrong('the name of the certificate is missing', LINE_FORM);
      return { kind, nameGlob: checkedGlob(value, wrong) };
    case 'address':
      return { kind, range: addressRange(value ?? '', wrong) };
    case 'loopback':
    case 'unix':
    case 'any':
      return { kind };
    default:
      throw wrong(`'${kind}' is nobody`, PEER_FORM);
  }
}

function addressRange(text: string, wrong: Complaint): BlockList {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  const longest = family === 6 ? 128 : 32;
  const length = bits === undefined ? longest : Number(bits);
  if (family === 0 || length > longest) {
    throw wrong(`'${text}' is no address`, 'write an IP address or a range of them, such as 10.1.0.0/16 or fd00::/8');
  }
  const range = new BlockList();
  range.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
  return range;
}

/** Elsewhere brackets stand for a set of characters; here they would silently match nothing. */
function checkedGlob(glob: string, wrong: Complaint): string {
  if (!/[[\]]/.test(glob)) return glob;
  throw wrong(`'${glob}' has brackets`, 'a pattern has * for any characters and ? for one, also for a bracket');
}
