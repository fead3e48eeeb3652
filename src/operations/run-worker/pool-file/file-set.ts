import { realpath } from 'node:fs/promises';
import { ConfigError } from '../../../errors.js';
import { type Complain, orComplainLater } from './complaints.js';
import { type DescribedFunction, FILE_KEYS, type FileWish, type Include } from './file-keys.js';
import { type FunctionWish, withDefaults } from './function-wish.js';
import { includedPaths } from './included-paths.js';
import { type Place, placeText } from './located.js';
import { readSection, type Section } from './section.js';
import { readText } from './settings-text.js';

type Defaults = Section<FunctionWish>;
type PoolFile = Section<Partial<FileWish>>;

const NOTHING = { wish: {}, places: new Map<string, Place>() };

/** A file and those that it includes, as they are read. What is wrong with them is complained about. */
export class FileSet {
  /** In the order in which they were read. */
  readonly paths: string[] = [];
  /** By name, with what the defaults add to them. */
  readonly functions = new Map<string, DescribedFunction>();
  servers: readonly string[] | undefined;
  readonly #complain: Complain;

  constructor(complain: Complain) {
    this.#complain = complain;
  }

  /** Reads the first file and whatever it includes. Rejects with ConfigError where the first cannot be read. */
  async read(path: string): Promise<void> {
    const first = await this.#readFile(path);
    this.servers = first.wish.servers;
    await this.#take(path, first, NOTHING, [await realpath(path)]);
  }

  /** `chain` has the real paths of the files that led here, with that of this one at the end. */
  async #take(path: string, { wish }: PoolFile, above: Defaults, chain: readonly string[]): Promise<void> {
    const defaults = wish.defaults === undefined ? above : merged(wish.defaults, above);
    for (const described of wish.functions ?? []) this.#addFunction(described, defaults);
    for (const include of wish.include ?? []) {
      const paths = await orComplainLater(include.place, this.#complain, includedPaths(include.pattern, path));
      for (const included of paths ?? []) await this.#include(included, include, defaults, chain);
    }
  }

  async #include(path: string, { place }: Include, defaults: Defaults, chain: readonly string[]): Promise<void> {
    const file = await orComplainLater(place, this.#complain, this.#readOther(path, chain));
    if (file === undefined) return;
    const servers = file.places.get('servers');
    if (servers !== undefined) this.#complain(servers, 'only the first file names servers', 'write them there');
    await this.#take(path, file, defaults, [...chain, await realpath(path)]);
  }

  async #readOther(path: string, chain: readonly string[]): Promise<PoolFile> {
    if (!chain.includes(await realpath(path).catch(() => path))) return this.#readFile(path);
    throw new ConfigError(`${path} is included by itself`, { hint: 'take it out of what it includes' });
  }

  async #readFile(path: string): Promise<PoolFile> {
    const text = await readText(path);
    this.paths.push(path);
    // Most workers have no file, and need not load what reads YAML.
    const { yamlTree } = await import('./yaml-tree.js');
    const tree = yamlTree(text, path, this.#complain);
    return tree === undefined ? NOTHING : readSection(tree, FILE_KEYS, this.#complain);
  }

  #addFunction(described: DescribedFunction, defaults: Defaults): void {
    const { name, place, section } = described;
    const other = this.functions.get(name);
    if (other === undefined) this.functions.set(name, { name, place, section: merged(section, defaults) });
    else this.#complain(place, `'${name}' is described at ${placeText(other.place)} too`, 'take one of them out');
  }
}

function merged(own: Defaults, defaults: Defaults): Defaults {
  return { wish: withDefaults(own.wish, defaults.wish), places: new Map([...defaults.places, ...own.places]) };
}
