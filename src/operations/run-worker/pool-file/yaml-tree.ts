import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Complain } from './complaints.js';
import type { Located, LocatedEntry, Place } from './located.js';

/** What comes behind so many mistakes of YAML follows from them. */
const MAX_MISTAKES = 5;

/** Far more than settings need. The parser calls itself for each, and one of V8's stacks cannot overflow and go on. */
const MAX_BRACKET_DEPTH = 200;

/** Reads YAML 1.2, of which JSON is a part, as values with their places. Gives undefined where it is none, or empty. */
export function yamlTree(text: string, path: string, complain: Complain): Located | undefined {
  if (bracketDepth(text) > MAX_BRACKET_DEPTH) {
    complain({ path, line: 1, column: 1 }, 'brackets are nested too deeply');
    return undefined;
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    // An error at the end of the file may lie on no line.
    return { path, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const mistakes = [...document.errors, ...document.warnings].slice(0, MAX_MISTAKES);
  for (const { pos, message } of mistakes) complain(placeAt(pos[0]), message);
  if (mistakes.length > 0) return undefined;
  return new TreeReader(placeAt, complain).read(document.contents);
}

/** Walks a document from its beginning to its end. Every node is read once, however many aliases lead to it. */
class TreeReader {
  readonly #placeAt: (offset: number) => Place;
  readonly #complain: Complain;
  /** What aliases stand for at this point of the walk; undefined while it is being read. */
  readonly #anchored = new Map<string, Located | undefined>();

  constructor(placeAt: (offset: number) => Place, complain: Complain) {
    this.#placeAt = placeAt;
    this.#complain = complain;
  }

  read(node: unknown): Located | undefined {
    if (isAlias(node)) return this.#readAlias(node);
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return undefined;
    const { anchor } = node;
    if (anchor === undefined) return this.#readNode(node);
    this.#anchored.set(anchor, undefined);
    const read = this.#readNode(node);
    this.#anchored.set(anchor, read);
    return read;
  }

  #readAlias(alias: { source: string }): Located | undefined {
    const target = this.#anchored.get(alias.source);
    if (target === undefined) this.#complain(this.#placeOf(alias), `*${alias.source} stands for nothing`);
    return target;
  }

  #readNode(node: YAMLMap | YAMLSeq | Scalar): Located {
    const place = this.#placeOf(node);
    if (isMap(node)) {
      const entries = new Map<string, LocatedEntry>();
      for (const { key, value } of node.items) this.#addEntry(entries, key, value, place);
      return { type: 'map', place, entries };
    }
    if (isSeq(node)) {
      return { type: 'list', place, items: node.items.flatMap((item) => this.read(item) ?? []) };
    }
    return { type: 'scalar', place, ...scalarValue(node) };
  }

  #addEntry(entries: Map<string, LocatedEntry>, key: unknown, value: unknown, mapPlace: Place): void {
    const name = this.read(key);
    const keyPlace = name?.place ?? mapPlace;
    if (name?.type !== 'scalar') {
      this.#complain(keyPlace, 'a key is no word');
      return;
    }
    const nothing: Located = { type: 'scalar', place: keyPlace, value: null, text: '' };
    const read = value === null ? nothing : this.read(value);
    if (read !== undefined) entries.set(name.text, { keyPlace, value: read });
  }

  #placeOf(node: object): Place {
    const range = (node as { range?: readonly number[] | null }).range;
    return this.#placeAt(range?.[0] ?? 0);
  }
}

/** Counts brackets in texts and comments too: that is close enough. */
function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [sign] of text.matchAll(/[[\]{}]/g)) {
    depth += sign === '[' || sign === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function scalarValue({ value, source = '' }: { value: unknown; source?: string }) {
  if (typeof value === 'string') return { value, text: value };
  return { value: typeof value === 'number' || typeof value === 'boolean' ? value : null, text: source };
}
