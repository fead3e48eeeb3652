// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGearmand } from '../gearmand.mjs';

/** Node parses the certificates of this variable at every start. */
const { NODE_EXTRA_CA_CERTS: _unset, ...cleanEnv } = process.env;

const START_DEADLINE_MS = 60_000;

/** @typedef {{ port: number, pid: number, stop(): Promise<void> }} Server */
/** @typedef {(directory: string) => Promise<Server>} Start starts a server that keeps its files, if any, in a folder */

/** gearmand in memory, with the threads it has by default. @type {Start} */
export const gearmand = () => startGearmand();

/** gearmand in memory, with a single thread. @type {Start} */
export const gearmandOneThread = () => startGearmand(['-t', '1']);

/** gearmand with its jobs in an SQLite file. @type {Start} */
export const gearmandSqlite = (directory) =>
  startGearmand(['-q', 'libsqlite3', '--libsqlite3-db', join(directory, 'gearmand.db')]);

/** Our server in memory. @type {Start} */
export const ours = () => startOurs('none');

/** Our server with its store in a file. @type {Start} */
export const oursStored = (directory) => startOurs(join(directory, 'gearctl.db'));

/** @param {string} store @returns {Promise<Server>} */
async function startOurs(store) {
  const args = ['bin/gearctl.js', 'serve', '--quiet', '--listen', '127.0.0.1:0', ...storeFlag(store)];
  const child = spawn(process.execPath, args, { env: cleanEnv, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), START_DEADLINE_MS);
  const line = await Promise.race([once(child.stdout, 'data'), exited.then(() => '')]);
  clearTimeout(timer);
  const port = /:(\d+)\n/.exec(`${line}`)?.[1];
  if (port === undefined) throw new Error(`gearctl serve did not start: ${line}`);
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { port: Number(port), pid: child.pid ?? 0, stop };
}

/** A server that knows no store keeps its jobs in memory anyway. @param {string} store */
function storeFlag(store) {
  const { commands } = JSON.parse(readFileSync('oclif.manifest.json', 'utf8'));
  if ('store' in commands.serve.flags) return ['--store', store];
  if (store === 'none') return [];
  throw new Error('this gearctl has no serve --store');
}

/**
 * Lets `use` have a folder for a server's files, and removes it.
 * @template T @param {(directory: string) => Promise<T>} use
 */
export async function withDirectory(use) {
  const directory = mkdtempSync(join(tmpdir(), 'gearctl-bench-'));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * Lets `use` have a server that keeps its files in a folder, and kills it.
 * @template T @param {Start} start @param {string} directory @param {(server: Server) => Promise<T>} use
 */
export async function withServerIn(start, directory, use) {
  const server = await start(directory);
  const kill = () => void process.kill(server.pid, 'SIGKILL');
  process.once('exit', kill);
  try {
    return await use(server);
  } finally {
    process.off('exit', kill);
    await server.stop();
  }
}

/**
 * Lets `use` have a fresh server, and kills it.
 * @template T @param {Start} start @param {(server: Server) => Promise<T>} use
 */
export function withServer(start, use) {
  return withDirectory((directory) => withServerIn(start, directory, use));
}
