import { noData } from '../model/data.js';
import type { Interface } from '../model/interface.js';
import type { Instant, Model, Setup } from '../model/types.js';

/** What can be chosen before the first key is pressed. */
export type InterfaceWish = Partial<
  Pick<Interface, 'cols' | 'rows' | 'functionSort' | 'foldsIdle' | 'range' | 'theme' | 'intervalMs' | 'recordingTo'>
>;

/** Gives the model of a view of these servers that has not asked them yet. */
export function startModel(setup: Setup, servers: readonly string[], now: Instant, wish: InterfaceWish = {}): Model {
  const data = noData(servers, now);
  return { setup, now, data, latest: data, whole: data, interface: { ...START, ...wish } };
}

const START: Interface = {
  cols: 80,
  rows: 24,
  screen: 'functions',
  detail: undefined,
  focus: undefined,
  selected: { functions: undefined, workers: undefined, servers: undefined, events: undefined },
  selectedInPane: { workers: undefined, jobs: undefined },
  filter: { text: '', isEditing: false, error: undefined },
  functionSort: { column: 'wait', reverse: false },
  workerSort: { column: 'address', reverse: false },
  workersBy: 'connection',
  workersOf: 'all',
  foldsIdle: false,
  range: '10m',
  hiddenColumns: new Set(),
  zebra: false,
  theme: 'auto',
  isPaused: false,
  intervalMs: 2000,
  overlay: undefined,
  flash: undefined,
  limits: new Map(),
  recordingTo: undefined,
  jobs: undefined,
};
