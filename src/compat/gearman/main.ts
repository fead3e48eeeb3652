import { byteWords } from '../byte-words.js';
import { runClient } from './client-mode.js';
import type { Connection } from './connection.js';
import { inBackground } from './in-background.js';
import type { GearmanIo } from './io.js';
import { LateStream } from './late-stream.js';
import { ignoredSignals } from './nohup.js';
import { type Options, readOptions } from './options.js';
import { Outcome } from './outcome.js';
import { type PidFile, writePidFile } from './pid-file.js';
import { findUnknownHost, listServers } from './servers.js';
import { TidyDeath } from './tidy-death.js';

/**
 * Is gearman: reads the command line, submits jobs or works them, and gives the exit status. A signal that ends it kills
 * the process in here.
 */
export async function main(argv: readonly string[], io: GearmanIo): Promise<number> {
  const background = inBackground(io.env);
  const args = background?.args ?? byteWords(argv, io.systemCommandLine);
  const own: GearmanIo = background === undefined ? io : { ...io, env: background.env };
  const stderr = new LateStream(() => io.stderr);
  const request = readOptions(args, own.env);
  if (request.wantsHelp || request.error !== undefined) {
    const { usageText } = await import('./usage.js');
    const stream = request.error === undefined ? new LateStream(() => io.stdout) : stderr;
    stream.write(usageText(io.name, request));
    return request.wantsHelp ? 0 : 1;
  }
  const outcome = new Outcome(stderr, own.env);
  if (request.options.isDaemon && background === undefined) {
    const { startInBackground } = await import('./background.js');
    await attempt('fork', outcome, () => startInBackground(args, io));
  } else {
    await run(request.options, own, stderr, outcome);
  }
  return outcome.status;
}

async function run(options: Options, io: GearmanIo, stderr: LateStream, outcome: Outcome): Promise<void> {
  const ignored = ignoredSignals(io.env);
  for (const signal of ignored) io.signals.on(signal, () => undefined);
  using death = new TidyDeath(io.signals, ignored);
  let pidFile: PidFile | undefined;
  if (options.pidFile !== '') {
    pidFile = await attempt(`pid file ${options.pidFile}`, outcome, () => writePidFile(options.pidFile, io.pid));
    if (pidFile === undefined) return;
    death.before(() => pidFile?.remove());
  }
  try {
    const connection = await connectionFor(options, io.env, outcome);
    if (connection === undefined) return;
    if (options.isWorker) {
      const { runWorker } = await import('./worker-mode.js');
      await runWorker(options, connection, { io, outcome, death, ignored });
    } else {
      await runClient(options, connection, { io, stderr, outcome });
    }
  } finally {
    pidFile?.remove();
  }
}

/** Finds out where the servers are; says so and gives undefined if that cannot be. */
async function connectionFor(
  options: Options,
  env: NodeJS.ProcessEnv,
  outcome: Outcome,
): Promise<Connection | undefined> {
  const listed = listServers(options, env);
  const unknown = await findUnknownHost(listed);
  if (unknown !== undefined) {
    const { source, error } = unknown;
    if (options.isWorker && source === 'options') outcome.failed();
    else outcome.troubled();
    outcome.say(CALLS[source](options.isWorker ? 'worker' : 'client'), error);
    return undefined;
  }
  const servers = listed.map(([, server]) => server);
  if (!options.useTls) return { servers };
  const { readTlsFiles } = await import('../tls-files.js');
  const tls = await attempt('TLS', outcome, () => readTlsFiles(env));
  return tls && { servers, tls };
}

const CALLS = {
  options: (kind: string) => `gearman_${kind}_add_server`,
  GEARMAN_SERVER: () => 'Error occurred while parsing GEARMAN_SERVER',
  GEARMAN_SERVERS: () => 'Error occurred while parsing GEARMAN_SERVERS',
};

/** Does something; if that fails, says so and gives undefined. */
async function attempt<T>(call: string, outcome: Outcome, act: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    outcome.failed();
    outcome.say(call, error);
    return undefined;
  }
}
