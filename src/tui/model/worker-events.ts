import type { ServerModel, TopEvent, WorkerModel } from './types.js';

/** More that come or go at once are one event. */
const MOST_AT_ONCE = 4;

type Happening = Pick<TopEvent, 'kind' | 'text' | 'server' | 'worker'>;

/** Tells which workers have joined and left a server between two lists of its connections. */
export function workerEvents(before: ServerModel, { label, connections }: ServerModel): Happening[] {
  if (connections === before.connections || before.connections.length === 0) return [];
  const able = (workers: readonly WorkerModel[]) => workers.filter(({ functionNames }) => functionNames.length > 0);
  const earlier = new Set(able(before.connections).map(({ key }) => key));
  const later = new Set(able(connections).map(({ key }) => key));
  const joined = able(connections).filter(({ key }) => !earlier.has(key));
  const left = able(before.connections).filter(({ key }) => !later.has(key));
  return [...changes('joined', joined, label), ...changes('left', left, label)];
}

function changes(verb: 'joined' | 'left', workers: readonly WorkerModel[], server: string): Happening[] {
  const kind = `worker-${verb}` as const;
  if (workers.length > MOST_AT_ONCE) {
    return [{ kind, text: `${workers.length} workers ${verb} ${server}`, server, worker: undefined }];
  }
  return workers.map((worker) => {
    const name = worker.clientLabel ?? `${worker.address} fd ${worker.fd}`;
    return { kind, text: `worker ${name} ${verb} ${server} (${worker.functionLabels.join(' ')})`, server, worker };
  });
}
