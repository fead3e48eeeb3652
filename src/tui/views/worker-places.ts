import { displayWidth } from '../../cli/output/display-width.js';
import { type Interface, WORKER_COLUMNS } from '../model/interface.js';
import type { Model, WorkerModel } from '../model/types.js';
import { shortNames } from './server-words.js';
import type { Column } from './table.js';
import { type WorkerField, type WorkerPlaces, workerColumns } from './worker-columns.js';

/** What goes where the functions of a connection have no room, in this order. */
const DROPPED: readonly WorkerField[] = ['count', 'fd', 'id', 'server'];

const LEAST_FUNCTIONS_CELLS = 12;
const FUNCTIONS_GAP = 2;

/** Gives the columns of the list of connections in `width` cells. */
export function workerListColumns(model: Model, width: number, isWide: boolean): Column<WorkerModel>[] {
  const names = shortNames(model.data.servers);
  const serverName = (label: string) => (isWide ? label : (names.get(label) ?? label));
  const none = isWide ? '(none: a client, an admin, or a worker that is draining)' : '(none)';
  const widest = Math.max(3, ...model.data.servers.map(({ label }) => displayWidth(serverName(label))));
  const places = isWide ? widePlaces(Math.min(20, Math.max(10, widest))) : narrowPlaces(Math.min(14, widest));
  const columns = workerColumns(fittedPlaces(places, width), { now: model.now, serverName, none });
  const sorted = columns.map((column) =>
    isWide || column.heading !== 'SERVER' ? column : { ...column, heading: 'SRV' },
  );
  return sorted.map((column) => withArrow(column, model.interface.workerSort));
}

function widePlaces(serverCells: number): WorkerPlaces {
  const lead = [
    ['server', 0, serverCells],
    ['fd', 2, 5],
    ['address', 1, 17],
  ] as const;
  return [...lead, ['id', 1, 22], ['seen', 2, 8], ['count', 1, 5]];
}

function narrowPlaces(serverCells: number): WorkerPlaces {
  return [
    ['server', 0, serverCells],
    ['fd', 2, 4],
    ['address', 1, 15],
    ['id', 1, 14],
    ['count', 1, 3],
  ];
}

/** The functions have what the others leave. */
function fittedPlaces(places: WorkerPlaces, width: number): WorkerPlaces {
  let kept = places;
  const rest = () => kept.reduce((left, [, gap, cells]) => left - gap - cells, width - 2 - FUNCTIONS_GAP);
  for (const field of DROPPED) {
    if (rest() >= LEAST_FUNCTIONS_CELLS) break;
    kept = kept.filter(([each]) => each !== field);
  }
  return [...kept, ['functions', FUNCTIONS_GAP, Math.max(1, rest())]];
}

/** The heading of each column by which connections can be ordered, and which way the arrow is at first. */
const SORTED: Readonly<
  Record<Interface['workerSort']['column'], readonly [headings: readonly string[], first: '↑' | '↓']>
> = {
  server: [['SERVER', 'SRV'], '↑'],
  fd: [['FD'], '↑'],
  address: [['ADDRESS'], '↑'],
  id: [['CLIENT ID'], '↑'],
  seen: [['SEEN'], '↓'],
  functions: [['#FN'], '↓'],
};

function withArrow(column: Column<WorkerModel>, { column: by, reverse }: Interface['workerSort']): Column<WorkerModel> {
  const sortsBy = WORKER_COLUMNS.find((each) => SORTED[each][0].includes(column.heading));
  if (sortsBy === undefined) return column;
  if (sortsBy !== by) return { ...column, sortsBy };
  const [, first] = SORTED[by];
  return { ...column, sortsBy, arrow: reverse ? (first === '↑' ? '↓' : '↑') : first };
}
