import { access, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, OutputError } from '../../errors.js';
import { systemMessage } from '../../system-message.js';
import type { KeyPair } from './authority.js';

/** The two files of a certificate. */
export interface PairFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A directory in which each certificate is NAME.crt, and its key NAME.key. */
export class CertificateDirectory {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Opens it; one that is not there is created, for its owner alone. Throws OutputError. */
  static async open(path: string): Promise<CertificateDirectory> {
    try {
      await mkdir(path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw unwritable(path, error);
    }
    return new CertificateDirectory(path);
  }

  filesOf(name: string): PairFiles {
    return { certFile: join(this.#path, `${name}.crt`), keyFile: join(this.#path, `${name}.key`) };
  }

  /** Lists those of a certificate's two files that are there. */
  async present(name: string): Promise<string[]> {
    const { certFile, keyFile } = this.filesOf(name);
    const present: string[] = [];
    for (const file of [certFile, keyFile]) if (await exists(file)) present.push(file);
    return present;
  }

  /** Throws ConfigError for a file that is missing or unreadable. */
  async read(name: string): Promise<KeyPair> {
    const { certFile, keyFile } = this.filesOf(name);
    const [cert, key] = await Promise.all([certFile, keyFile].map(readText));
    return { cert: cert ?? '', key: key ?? '' };
  }

  /**
   * Writes a certificate and its key, which its owner alone may read. Throws OutputError, also for a file that is there
   * already unless `replace` says that it may go.
   */
  async write(name: string, { cert, key }: KeyPair, replace: boolean): Promise<void> {
    const { certFile, keyFile } = this.filesOf(name);
    await writeNew(keyFile, key, 0o600, replace);
    await writeNew(certFile, cert, 0o644, replace);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`cannot read ${path}: ${systemMessage(error)}`, { cause: error });
  }
}

/** Writes a file that was not there before: one that was could have let others read along. */
async function writeNew(path: string, text: string, mode: number, replace: boolean): Promise<void> {
  try {
    if (replace) await rm(path, { force: true });
    const file = await open(path, 'wx', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): OutputError {
  return new OutputError(`cannot write ${path}: ${systemMessage(error)}`, { cause: error });
}
