/** The lists that can be looked at, in the order of the keys 1 to 4. */
export const SCREENS = ['functions', 'workers', 'servers', 'events'] as const;
export type ScreenName = (typeof SCREENS)[number];

/** How far back charts and trends go. */
export const RANGES = ['2m', '10m', '1h'] as const;
export type Range = (typeof RANGES)[number];

/** Colour schemes. */
export const THEMES = ['auto', 'dark', 'light', 'contrast', 'mono'] as const;
export type ThemeName = (typeof THEMES)[number];

/** The parts of a function's detail that the cursor can be in, in their order. `jobs` is there where a server lists them. */
export const PANES = ['workers', 'jobs'] as const;
export type Pane = (typeof PANES)[number];

/** The columns of the functions, in their order; the names are those of filters (`wait>100`) and of --sort. */
export const FUNCTION_COLUMNS = [
  'name',
  'high',
  'normal',
  'low',
  'wait',
  'run',
  'workers',
  'busy',
  'in',
  'out',
  'net',
  'fail',
  'oldest',
  'trend',
  'drain',
] as const;
export type FunctionColumn = (typeof FUNCTION_COLUMNS)[number];

/** The columns of the connections, in their order. */
export const WORKER_COLUMNS = ['server', 'fd', 'address', 'id', 'seen', 'functions'] as const;
export type WorkerColumn = (typeof WORKER_COLUMNS)[number];

/** What the person at the keys has chosen. */
export interface Interface {
  readonly cols: number;
  /** Of the terminal; a screen is drawn in one less. */
  readonly rows: number;
  readonly screen: ScreenName;
  /** The function that is looked at closely, by name; undefined on the lists. */
  readonly detail: { readonly functionName: string; readonly pane: Pane } | undefined;
  /** The server to which everything is narrowed, by label. */
  readonly focus: string | undefined;
  /** What the cursor is on in each list: a function's name, a connection's key, a server's label, an event's number. */
  readonly selected: Readonly<Record<ScreenName, string | undefined>>;
  /** What the cursor is on in the panes of a function's detail: a connection's key, a job's handle. */
  readonly selectedInPane: Readonly<Record<Pane, string | undefined>>;
  readonly filter: Filter;
  readonly functionSort: { readonly column: FunctionColumn; readonly reverse: boolean };
  readonly workerSort: { readonly column: WorkerColumn; readonly reverse: boolean };
  /** Which connections are shown, and how. */
  readonly workersBy: 'connection' | 'host';
  readonly workersOf: 'all' | 'selected-function' | 'no-function';
  /** Whether functions without jobs are folded into one line. */
  readonly foldsIdle: boolean;
  readonly range: Range;
  readonly hiddenColumns: ReadonlySet<FunctionColumn>;
  readonly zebra: boolean;
  readonly theme: ThemeName;
  readonly isPaused: boolean;
  readonly intervalMs: number;
  readonly overlay: Overlay | undefined;
  readonly flash: { readonly text: string; readonly level: 'info' | 'error'; readonly untilMs: number } | undefined;
  /** The most jobs of functions, by name, as far as they were set from here: no server tells them. Null is no limit. */
  readonly limits: ReadonlyMap<string, number | null>;
  /** The file that samples are recorded to; undefined while they are not. */
  readonly recordingTo: string | undefined;
  /** The queued jobs of the function in detail, where a server tells; undefined until it has. */
  readonly jobs: JobsOfFunction | undefined;
}

/** Which rows of a list are meant. */
export interface Filter {
  readonly text: string;
  readonly isEditing: boolean;
  /** Why it cannot be read; undefined while it can. The rows are then those of no filter. */
  readonly error: string | undefined;
}

/** What lies over the screen. Any key closes `help`, `error` and `peek`. */
export type Overlay =
  | { readonly kind: 'help' }
  | { readonly kind: 'error' }
  | { readonly kind: 'sort'; readonly at: number }
  | { readonly kind: 'columns'; readonly at: number }
  | { readonly kind: 'peek'; readonly peek: Peek }
  | { readonly kind: 'dialog'; readonly dialog: Dialog };

/** What can be done to a server, if that is allowed. */
export type ActionKind = 'drop' | 'max-queue' | 'cancel' | 'submit';

/** The question before an action. */
export interface Dialog {
  readonly action: ActionKind;
  /** The function that it is about, by name and fit to be drawn. */
  readonly functionName: string;
  readonly functionLabel: string;
  /** What is typed, and what for. */
  readonly prompt: string;
  readonly text: string;
  /** What the action will do, and what it will not. */
  readonly warning: string;
  /** Why what is typed will not do; undefined while it does. */
  readonly error: string | undefined;
  /** Whether it is being carried out. */
  readonly isUnderWay: boolean;
}

/** Jobs that are not over, the oldest first. */
export interface JobsOfFunction {
  readonly functionName: string;
  readonly server: string;
  readonly jobs: readonly QueuedJob[];
  readonly total: number;
}

/** A job that is not over. Texts are fit to be drawn but for `name`, which is its handle as the server calls it. */
export interface QueuedJob {
  readonly name: string;
  readonly handle: string;
  readonly unique: string | undefined;
  readonly priority: 'high' | 'normal' | 'low';
  readonly state: 'delayed' | 'queued' | 'running' | 'cancelled';
  readonly background: boolean;
  readonly ageMs: number;
  readonly runTimeMs: number | undefined;
  readonly attempts: number;
  readonly worker: string | undefined;
  readonly sizeBytes: number;
}

/** A look at the workload of a job. */
export interface Peek {
  readonly handle: string;
  readonly sizeBytes: number;
  /** The beginning of it, fit to be drawn. */
  readonly lines: readonly string[];
}
