import { FUNCTION_COLUMNS, type FunctionColumn, WORKER_COLUMNS, type WorkerColumn } from '../model/interface.js';
import type { Model } from '../model/types.js';
import { availableColumns } from '../selectors/function-columns.js';
import { choice } from './change.js';
import type { Step } from './message.js';

/** Lists the columns by which the functions can be ordered: those that are there and not hidden. */
function sortColumns({ data, interface: { hiddenColumns } }: Model): FunctionColumn[] {
  return availableColumns(FUNCTION_COLUMNS, data).filter((column) => !hiddenColumns.has(column));
}

/** Lists the columns that may be hidden: those by which a queue is told cannot. */
export function choosableColumns({ data }: Model): FunctionColumn[] {
  const fixed: readonly FunctionColumn[] = ['name', 'wait', 'run', 'workers'];
  return availableColumns(FUNCTION_COLUMNS, data).filter((column) => !fixed.includes(column));
}

/** Orders the list by the next column to a side; in a replay the same keys go ten seconds back and forth. */
export function sortedBeside(model: Model, by: 1 | -1): Step {
  const { setup, interface: view } = model;
  if (setup.source === 'replay') return [model, [{ type: 'seek', byMs: by * 10_000 }]];
  if (view.detail !== undefined) return [model, []];
  if (view.screen === 'workers') {
    const column = beside(WORKER_COLUMNS, view.workerSort.column, by);
    return choice(model, { workerSort: { column, reverse: false } });
  }
  const column = beside(sortColumns(model), view.functionSort.column, by);
  return view.screen === 'functions' ? choice(model, { functionSort: { column, reverse: false } }) : [model, []];
}

/** Turns the order of the list round. */
export function reversed(model: Model): Step {
  const { screen, functionSort, workerSort } = model.interface;
  if (screen === 'workers') return choice(model, { workerSort: { ...workerSort, reverse: !workerSort.reverse } });
  return choice(model, { functionSort: { ...functionSort, reverse: !functionSort.reverse } });
}

/** Lists what the sort menu offers. */
export function sortChoices(model: Model): readonly (FunctionColumn | WorkerColumn)[] {
  return model.interface.screen === 'workers' ? WORKER_COLUMNS : sortColumns(model);
}

/** Orders the list by a column. */
export function sortedBy(model: Model, column: FunctionColumn | WorkerColumn | undefined): Step {
  const ofWorkers = WORKER_COLUMNS.find((each) => each === column);
  if (model.interface.screen === 'workers') {
    return ofWorkers ? choice(model, { workerSort: { column: ofWorkers, reverse: false } }) : [model, []];
  }
  const ofFunctions = FUNCTION_COLUMNS.find((each) => each === column);
  return ofFunctions ? choice(model, { functionSort: { column: ofFunctions, reverse: false } }) : [model, []];
}

function beside<Column>(columns: readonly Column[], current: Column, by: number): Column {
  const at = Math.max(0, columns.indexOf(current));
  return columns[(at + by + columns.length) % columns.length] ?? current;
}
