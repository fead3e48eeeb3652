import type { Line } from '../lines.js';
import type { ActionKind, Dialog } from '../model/interface.js';
import { box } from './box.js';
import { cutMiddle, span } from './spans.js';
import { wrapped } from './wrapped.js';

const TITLES: Readonly<Record<ActionKind, string>> = {
  drop: 'DROP',
  'max-queue': 'MAX QUEUE OF',
  cancel: 'CANCEL A JOB OF',
  submit: 'SUBMIT A TEST JOB TO',
};

/** The borders, the prompt, what is typed, and why that will not do. */
const FIXED_LINES = 5;

/** Draws the question before an action: what it will do, what is typed, and why that will not do. */
export function dialogBox(
  { action, functionLabel, prompt, text, warning, error, isUnderWay }: Dialog,
  width: number,
  height: number,
): Line[] {
  const inside = width - 4;
  const title = `${TITLES[action]} ${functionLabel}`;
  const state = isUnderWay
    ? span(' asking the server …', 'info')
    : span(error === undefined ? '' : ` ${error}`, 'error');
  // The end of what is typed is where the cursor is.
  const typed = [...text].slice(-Math.max(1, inside - 4)).join('');
  const told = wrapped(warning, inside).map((words) => ({ spans: [span(` ${words}`)] }));
  // What is typed must be seen, whatever else has no room.
  const room = Math.max(0, height - FIXED_LINES);
  const lines: Line[] = [
    ...(told.length < room ? [...told, { spans: [] }] : told.slice(0, room)),
    { spans: [span(` ${prompt}:`, 'heading')] },
    { spans: [span(' › ', 'key'), span(typed, 'strong'), span('▏', 'strong')] },
    { spans: [state] },
  ];
  const footer = [span('↵ do it · esc leave it')];
  return box(lines, {
    width,
    title: [span(cutMiddle(title, inside - 2), action === 'drop' ? 'alarm' : 'strong')],
    footer,
  });
}
