import { durationText } from '../durations.js';
import { grouped } from '../grouped.js';
import type { Line, Span } from '../lines.js';
import type { Model } from '../model/types.js';
import { growingFunctions, stalledFunctions } from '../selectors/alarms.js';
import { functionRows } from '../selectors/function-rows.js';
import { retryWords, SERVER_STATES } from './server-words.js';
import { apart, fitted, span } from './spans.js';

/** Draws what is to be said now: the filter that is typed, a message, or else what is wrong. */
export function messageLine(model: Model, cols: number): Line {
  return urgentLine(model, cols) ?? { spans: apart(queueAlarm(model), serverAlarm(model), cols, cols / 2) };
}

/** Draws the filter that is typed, or a message that stays for a moment; nothing most of the time. */
export function urgentLine(model: Model, cols: number): Line | undefined {
  const { filter, flash } = model.interface;
  if (filter.isEditing) return { spans: filterWords(model, cols) };
  return flash && { spans: fitted([span(` ${flash.text}`, flash.level)], cols) };
}

function filterWords(model: Model, cols: number): Span[] {
  const { filter, screen } = model.interface;
  const { rows, folded, all } = functionRows(model);
  const found = screen === 'functions' ? [span(`${rows.length + folded} of ${all} `, 'dim')] : [];
  const told = filter.error === undefined ? found : [span(`${filter.error} `, 'error')];
  const typed = [span(' /', 'key'), span(filter.text), span('▏', 'strong')];
  return apart(typed, told, cols, Math.min(cols, filter.text.length + 4));
}

function queueAlarm({ data, now }: Model): Span[] {
  const stalled = stalledFunctions(data);
  const [worst] = stalled;
  const others = stalled.length > 1 ? `, and ${stalled.length - 1} more` : '';
  if (worst !== undefined) {
    const { label, waiting, unservedSince, stateSince } = worst;
    const what = unservedSince === undefined ? 'none runs' : 'no worker';
    const since = durationText(now.atMs - (unservedSince ?? stateSince).atMs);
    return [span(' !', 'alarm'), span(` ${label}: ${grouped(waiting)} waiting, ${what} for ${since}${others}`)];
  }
  const [growing] = growingFunctions(data);
  if (growing === undefined) return [];
  return [span(' ▲', 'growing'), span(` ${growing.label}: ${grouped(growing.waiting)} waiting, growing`)];
}

function serverAlarm({ data: { servers }, now }: Model): Span[] {
  const [down, ...others] = servers.filter(({ state }) => state === 'down');
  const slow = servers.find(({ state }) => state === 'slow');
  const { sign, role } = SERVER_STATES[down === undefined ? 'slow' : 'down'];
  if (down === undefined) {
    return slow ? [span(`  ${sign}`, role), span(` ${slow.label} slow, ${(slow.lagMs / 1000).toFixed(1)}s`)] : [];
  }
  const words =
    others.length === 0 ? `${down.label} down, ${retryWords(down, now.atMs)}` : `${others.length + 1} servers down`;
  return [span(`  ${sign}`, role), span(` ${words}`)];
}
