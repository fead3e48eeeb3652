// @ts-check
/**
 * The walls of the house: which folder of src may import what. Every wall is an allow-list, so that a new folder or a
 * new package gets in by a line here and not by accident. test/house/walls.test.ts proves that each rule fires.
 *
 * An import for its type alone counts like any other, for a type is knowledge too. The exceptions are the rules that
 * demand `import()`: they are about what gets loaded, and a type loads nothing.
 */

/** Node's own modules, in an allow-list. */
const NODE = 'core';

/** The packages behind the stores of jobs and outcomes. */
const STORE_ENGINES = '^node_modules/(ioredis|node-sqlite3-wasm|redis)/';

const folder = (/** @type {string} */ name) => `^src/${name}/`;
const file = (/** @type {string} */ name) => `^src/${name.replaceAll('.', '\\.')}$`;
const npm = (/** @type {string} */ name) => `^node_modules/(@types/)?${name}/`;

const ERRORS = file('errors.ts');
const SYSTEM_MESSAGE = file('system-message.ts');
const PEM = file('pem.ts');
const TIME_LIMIT = file('time-limit.ts');
const QUANTITIES = '^src/(duration|size)\\.ts$';
const ERASED = /** @type {const} */ (['type-only', 'type-import']);

/** Builds a wall: what `from` matches imports itself and what `mayImport` lists, nothing else. */
function wall(
  /** @type {string} */ name,
  /** @type {string} */ from,
  /** @type {string[]} */ mayImport,
  /** @type {string} */ comment,
) {
  const paths = mayImport.filter((entry) => entry !== NODE);
  return {
    name,
    severity: 'error',
    comment,
    from: { path: from },
    to: {
      pathNot: [from, ...paths],
      couldNotResolve: false,
      dependencyTypesNot: mayImport.includes(NODE) ? [NODE] : [],
    },
  };
}

const walls = [
  wall(
    'system-message-asks-node-only',
    SYSTEM_MESSAGE,
    [NODE],
    'The words of the system, for every layer that has files.',
  ),
  wall('errors-import-nothing', ERRORS, [], 'Every layer imports the errors, so the errors import none.'),
  wall('pem-imports-nothing', PEM, [], 'What a file of certificates looks like, for every layer that has one named.'),
  wall('time-limit-imports-nothing', TIME_LIMIT, [], 'How long something may take, for every layer that waits.'),
  wall(
    'quantities-import-errors-only',
    QUANTITIES,
    [ERRORS],
    'How people write times and sizes, in flags and in files alike.',
  ),
  wall(
    'protocol-is-pure',
    folder('protocol'),
    [ERRORS],
    'Bytes to packets and back, lines to rows and back: no sockets, no clock, nothing of Node, usable anywhere.',
  ),
  wall(
    'net-knows-the-protocol-only',
    folder('net'),
    [ERRORS, TIME_LIMIT, folder('protocol'), NODE],
    'A connection carries packets; who speaks over it, and why, is decided above it.',
  ),
  wall(
    'client-stands-alone',
    folder('client'),
    [ERRORS, TIME_LIMIT, folder('protocol'), folder('net'), NODE],
    'Whoever submits jobs needs neither a worker nor a server in the same process.',
  ),
  wall(
    'worker-stands-alone',
    folder('worker'),
    [ERRORS, folder('protocol'), folder('net'), NODE],
    'A worker runs functions; how a command is run for a job is the business of exec, joined in operations.',
  ),
  wall(
    'admin-stands-alone',
    folder('admin'),
    [ERRORS, folder('protocol'), folder('net'), NODE],
    'The text protocol needs no client and no worker.',
  ),
  wall(
    'exec-knows-nothing-of-gearman',
    folder('exec'),
    [ERRORS, TIME_LIMIT, NODE],
    'A request in, events and an outcome out: processes are hard enough without packets.',
  ),
  wall(
    'sqlite-is-a-driver',
    folder('sqlite'),
    [ERRORS, NODE, STORE_ENGINES],
    'One small driver over the SQLite that there is; what is kept in the file is decided by whoever opens it.',
  ),
  wall(
    'journal-knows-no-wire',
    folder('journal'),
    [ERRORS, folder('sqlite'), NODE, STORE_ENGINES],
    'Outcomes are kept the same way whoever reports them: a worker, a client or the server.',
  ),
  wall(
    'schedule-is-arithmetic',
    folder('schedule'),
    [ERRORS, NODE, npm('croner')],
    'What is due when follows from a table and a clock that is passed in; submitting it is done above.',
  ),
  wall(
    'server-stands-alone',
    folder('server'),
    [ERRORS, SYSTEM_MESSAGE, TIME_LIMIT, ...['protocol', 'net', 'journal', 'sqlite'].map(folder), NODE],
    'The job server is one end of the wire; the other ends are tested against it, not built into it.',
  ),
  wall(
    'operations-have-no-face',
    folder('operations'),
    [
      ERRORS,
      SYSTEM_MESSAGE,
      QUANTITIES,
      TIME_LIMIT,
      NODE,
      npm('@peculiar/x509'),
      npm('yaml'),
      ...['client', 'worker', 'admin', 'exec', 'journal', 'schedule', 'server'].map(folder),
    ],
    'What a person asks for, whatever asks: no flags, no colours, no screen, and the wire only through the library.',
  ),
  wall(
    'cli-is-presentation',
    folder('cli'),
    [
      ERRORS,
      SYSTEM_MESSAGE,
      PEM,
      QUANTITIES,
      file('net/server-address.ts'),
      NODE,
      npm('@oclif/core'),
      npm('chalk'),
      npm('cli-table3'),
    ],
    'Flags, exit codes and output, shared by all commands and knowing none; the full screen is none of its business.',
  ),
  wall(
    'commands-are-thin',
    folder('commands'),
    [ERRORS, QUANTITIES, ...['cli', 'operations', 'admin', 'tui'].map(folder), npm('@oclif/core')],
    'A command parses flags, calls one thing and prints: work, files and the wire belong to the layers below.',
  ),
  wall(
    'compat-is-not-oclif',
    folder('compat'),
    [ERRORS, SYSTEM_MESSAGE, PEM, folder('operations'), folder('admin'), NODE],
    'The drop-ins keep the option rules of the tools they replace, where -h is the host and short flags bundle.',
  ),
  wall(
    'tui-draws-only',
    folder('tui'),
    [ERRORS, SYSTEM_MESSAGE, folder('admin'), folder('cli/output'), npm('ink'), npm('react'), npm('chalk'), NODE],
    'A model, what changes it, and how it is drawn; servers are asked through what it is handed. Text is measured and made printable as for tables.',
  ),
  wall(
    'library-has-no-face',
    file('index.ts'),
    [ERRORS, ...['protocol', 'net', 'client', 'worker', 'admin'].map(folder)],
    'A program that imports gearctl loads neither the command line nor the server.',
  ),
];

/** Builds a rule of laziness: `from` reaches `to` by `import()`, or for its types. */
function lazy(
  /** @type {string} */ name,
  /** @type {string} */ from,
  /** @type {string} */ to,
  /** @type {string} */ comment,
) {
  return {
    name,
    severity: 'error',
    comment,
    from: { path: from },
    to: { path: to, dynamic: false, dependencyTypesNot: [...ERASED] },
  };
}

const laziness = [
  lazy(
    'operations-load-the-server-lazily',
    folder('operations'),
    folder('server'),
    'Hardly any command starts a server; the others must not pay for it at start-up.',
  ),
  lazy('top-loads-the-screen-lazily', folder('commands'), folder('tui'), 'React and Ink load when a screen is drawn.'),
  lazy('stores-load-lazily', '^src/', STORE_ENGINES, 'A store engine loads when a store of its kind is opened.'),
  {
    name: 'only-top-has-a-screen',
    severity: 'error',
    comment: 'One command opens the full screen; all others print lines.',
    from: { path: folder('commands'), pathNot: file('commands/top.ts') },
    to: { path: folder('tui') },
  },
  {
    name: 'tui-knows-rows-not-requests',
    severity: 'error',
    comment: 'The screen draws what admin answers, so it knows the types; whoever opens it hands it the admins.',
    from: { path: folder('tui') },
    to: { path: folder('admin'), dependencyTypesNot: [...ERASED] },
  },
];

const order = [
  {
    name: 'every-folder-has-a-wall',
    severity: 'error',
    comment: 'A new folder of src starts with its wall in this file.',
    from: { path: '^src/', pathNot: walls.map((rule) => rule.from.path) },
    to: {},
  },
  {
    name: 'no-cycles',
    severity: 'error',
    comment: 'Two files that need each other are one file, or three.',
    from: { path: '^src/' },
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    severity: 'error',
    comment: 'A file that nobody imports and that imports nobody is dead. oclif loads commands by their path.',
    from: { path: '^src/', orphan: true, pathNot: ['/index\\.ts$', folder('commands')] },
    to: {},
  },
  {
    name: 'imports-resolve',
    severity: 'error',
    comment: 'An import of something that is not there.',
    from: { path: '^src/' },
    to: { couldNotResolve: true },
  },
  {
    name: 'no-development-packages',
    severity: 'error',
    comment: 'devDependencies are not installed where gearctl runs. Type packages are erased.',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
  },
  {
    name: 'only-declared-packages',
    severity: 'error',
    comment: 'A package that some other package happened to install may be gone tomorrow.',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...walls, ...laziness, ...order],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // As Node resolves the imports of an ES module.
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['node', 'import', 'default'] },
  },
};
