import type { ScreenName } from './model/interface.js';

/** What a key can be for. */
export type Command =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'open'
  | 'back'
  | 'show-functions'
  | 'show-workers'
  | 'show-servers'
  | 'show-events'
  | 'previous-function'
  | 'next-function'
  | 'next-pane'
  | 'edit-filter'
  | 'sort-left'
  | 'sort-right'
  | 'sort-menu'
  | 'reverse'
  | 'fold-idle'
  | 'next-range'
  | 'choose-columns'
  | 'zebra'
  | 'next-theme'
  | 'by-host'
  | 'of-function'
  | 'without-function'
  | 'pause'
  | 'slower'
  | 'faster'
  | 'poll-now'
  | 'reset-peaks'
  | 'copy'
  | 'save-screen'
  | 'record'
  | 'show-error'
  | 'drop'
  | 'max-queue'
  | 'cancel'
  | 'submit'
  | 'help'
  | 'redraw'
  | 'suspend'
  | 'quit';

/** Keys that belong together, as one line of the help. */
export interface Binding {
  readonly group: 'MOVE' | 'FIND & SORT' | 'VIEW' | 'DATA' | 'ACT' | 'PROGRAM';
  /** How the keys are written. */
  readonly shown: string;
  readonly does: string;
  /** What each of them does. A key has its character, or one of the names that `key-names.ts` gives. */
  readonly keys: Readonly<Record<string, Command>>;
  /** Where that is so; without it everywhere. */
  readonly on?: ScreenName;
}

/** All keys, in the order of the help. Where a key is on several lines, that of the screen counts. */
export const KEYMAP: readonly Binding[] = [
  { group: 'MOVE', shown: '↑ ↓ j k', does: 'select row', keys: { up: 'up', k: 'up', down: 'down', j: 'down' } },
  { group: 'MOVE', shown: 'PgUp PgDn', does: 'page', keys: { pageup: 'page-up', pagedown: 'page-down' } },
  {
    group: 'MOVE',
    shown: 'g G',
    does: 'first · last',
    keys: { g: 'first', home: 'first', G: 'last', end: 'last' },
  },
  { group: 'MOVE', shown: 'wheel', does: 'with --mouse', keys: {} },
  {
    group: 'VIEW',
    shown: '1 2 3 4',
    does: 'functions · workers · servers · events',
    keys: {
      ...{ 1: 'show-functions', 2: 'show-workers', 3: 'show-servers', 4: 'show-events' },
      ...{ w: 'show-workers', e: 'show-events' },
    },
  },
  {
    group: 'VIEW',
    shown: '↵ / esc',
    does: 'open · back',
    keys: { enter: 'open', escape: 'back', backspace: 'back' },
  },
  {
    group: 'VIEW',
    shown: '[ ]',
    does: 'previous · next function',
    keys: { '[': 'previous-function', ']': 'next-function' },
  },
  { group: 'VIEW', shown: 'tab', does: 'next pane', keys: { tab: 'next-pane' } },
  { group: 'VIEW', shown: 'f', does: 'fold idle functions', keys: { f: 'fold-idle' }, on: 'functions' },
  { group: 'VIEW', shown: 'f', does: 'workers of one function', keys: { f: 'of-function' }, on: 'workers' },
  { group: 'VIEW', shown: 'h', does: 'workers by host', keys: { h: 'by-host' }, on: 'workers' },
  { group: 'VIEW', shown: 'o', does: 'connections without functions', keys: { o: 'without-function' }, on: 'workers' },
  { group: 'VIEW', shown: 't', does: 'range 2m · 10m · 1h', keys: { t: 'next-range' } },
  { group: 'VIEW', shown: 'c', does: 'choose columns', keys: { c: 'choose-columns' } },
  { group: 'VIEW', shown: 'z', does: 'zebra rows', keys: { z: 'zebra' } },
  { group: 'VIEW', shown: 'T', does: 'theme', keys: { T: 'next-theme' } },
  { group: 'FIND & SORT', shown: '/', does: 'filter: text ~regex !not wait>100', keys: { '/': 'edit-filter' } },
  { group: 'FIND & SORT', shown: '← →', does: 'sort column', keys: { left: 'sort-left', right: 'sort-right' } },
  { group: 'FIND & SORT', shown: 's', does: 'sort menu', keys: { s: 'sort-menu' } },
  { group: 'FIND & SORT', shown: 'r', does: 'reverse', keys: { r: 'reverse' } },
  { group: 'DATA', shown: 'p space', does: 'pause · resume', keys: { p: 'pause', ' ': 'pause' } },
  {
    group: 'DATA',
    shown: '+ −',
    does: 'interval 0.5 – 60 s',
    keys: { '+': 'slower', '=': 'slower', '-': 'faster', _: 'faster' },
  },
  { group: 'DATA', shown: 'R', does: 'poll now', keys: { R: 'poll-now' } },
  { group: 'DATA', shown: '0', does: 'reset peaks', keys: { 0: 'reset-peaks' } },
  { group: 'DATA', shown: 'v', does: 'show last error', keys: { v: 'show-error' } },
  { group: 'DATA', shown: 'y', does: 'copy name (OSC 52)', keys: { y: 'copy' } },
  { group: 'DATA', shown: 'P', does: 'save this screen', keys: { P: 'save-screen' } },
  { group: 'DATA', shown: 'B', does: 'start · stop recording', keys: { B: 'record' } },
  { group: 'ACT', shown: 'd', does: 'drop function …', keys: { d: 'drop' } },
  { group: 'ACT', shown: 'm', does: 'set max queue …', keys: { m: 'max-queue' } },
  { group: 'ACT', shown: 'x', does: 'cancel job …', keys: { x: 'cancel' } },
  { group: 'ACT', shown: 'n', does: 'submit a test job …', keys: { n: 'submit' } },
  { group: 'PROGRAM', shown: '?', does: 'help', keys: { '?': 'help' } },
  { group: 'PROGRAM', shown: '^L', does: 'redraw', keys: { 'ctrl-l': 'redraw' } },
  { group: 'PROGRAM', shown: '^Z', does: 'suspend', keys: { 'ctrl-z': 'suspend' } },
  { group: 'PROGRAM', shown: 'q ^C', does: 'quit', keys: { q: 'quit', 'ctrl-c': 'quit' } },
];

/** Gives what a key is for on a screen; undefined if nothing. */
export function commandFor(key: string, screen: ScreenName): Command | undefined {
  const bindings = KEYMAP.filter(({ keys, on }) => Object.hasOwn(keys, key) && (on === undefined || on === screen));
  return bindings.find(({ on }) => on !== undefined)?.keys[key] ?? bindings[0]?.keys[key];
}
