import type { FunctionSettings, ProcessUser } from '../function-settings.js';
import { lookUpUser } from '../process-user.js';
import { Complaints, orComplainLater } from './complaints.js';
import type { DescribedFunction } from './file-keys.js';
import { FileSet } from './file-set.js';
import { functionSettings, type Surroundings } from './function-settings-of.js';
import type { PoolSettings } from './pool-settings.js';
import { checkStart } from './start-check.js';
import { wishFaults } from './wish-faults.js';

/** How a file is read. */
export interface PoolFileOptions extends Pick<Surroundings, 'env'> {
  /** Whether what cannot be started on this machine is a mistake too. Default: no, whoever starts it will see. */
  readonly checksStart?: boolean | undefined;
}

/**
 * Reads the description of a pool of workers from a file of YAML or JSON and those that it includes. `env` is what the
 * processes inherit. Rejects with ConfigError, whose message has a line `path:line:column: …` for each mistake.
 */
export async function readPoolFile(path: string, { env, checksStart = false }: PoolFileOptions): Promise<PoolSettings> {
  const complaints = new Complaints();
  const files = new FileSet(complaints.add);
  await files.read(path);
  const described = [...files.functions.values()];
  for (const each of described) checkTogether(each, complaints);
  const users = await usersOf(described, complaints);
  if (described.length === 0 && complaints.isEmpty) {
    complaints.add({ path, line: 1, column: 1 }, 'there is no function', 'add functions: {NAME: {command: [PROGRAM]}}');
  }
  complaints.check();
  const functions = described.map((each) => {
    const settings = settingsOf(each, env, users);
    if (checksStart) checkStart(each, settings, complaints.add);
    return settings;
  });
  complaints.check();
  return { servers: files.servers, functions, files: files.paths };
}

function checkTogether({ name, place, section: { wish, places } }: DescribedFunction, complaints: Complaints): void {
  if (wish.command === undefined && wish.shell === undefined && !places.has('command') && !places.has('shell')) {
    complaints.add(place, `nothing says what '${name}' runs`, 'add command: [PROGRAM, ARGUMENT, ...] or shell');
  }
  if (wish.deadFunction === name) {
    complaints.add(
      places.get('dead') ?? place,
      `'${name}' cannot be its own function for dead letters`,
      'name another',
    );
  }
  for (const { key, error } of wishFaults(wish)) complaints.add(places.get(key) ?? place, error.message, error.hint);
}

/** Looks up each user once, whichever functions run as them. */
async function usersOf(
  described: readonly DescribedFunction[],
  complaints: Complaints,
): Promise<Map<string, ProcessUser>> {
  const users = new Map<string, ProcessUser>();
  const named = new Map(
    described.flatMap(({ place, section: { wish, places } }) =>
      wish.user === undefined ? [] : [[wish.user, places.get('user') ?? place]],
    ),
  );
  for (const [name, place] of named) {
    const user = await orComplainLater(place, complaints.add, lookUpUser(name));
    if (user !== undefined) users.set(name, user);
  }
  return users;
}

function settingsOf(
  { name, section: { wish } }: DescribedFunction,
  env: Surroundings['env'],
  users: ReadonlyMap<string, ProcessUser>,
): FunctionSettings {
  const functionName = Buffer.from(name).toString('latin1');
  return functionSettings(functionName, wish, {
    env,
    user: wish.user === undefined ? undefined : users.get(wish.user),
  });
}
