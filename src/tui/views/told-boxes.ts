import { durationText } from '../durations.js';
import { grouped } from '../grouped.js';
import type { Line } from '../lines.js';
import type { Peek } from '../model/interface.js';
import type { Model } from '../model/types.js';
import { box } from './box.js';
import { cutMiddle, span } from './spans.js';
import { wrapped } from './wrapped.js';

const CLOSE = [span('press any key to close')];

/** Draws the beginning of a workload. */
export function peekBox({ handle, sizeBytes, lines }: Peek, width: number, height: number): Line[] {
  const content = lines.slice(0, Math.max(1, height - 2)).map((text) => ({ spans: [span(` ${text}`)] }));
  const title = cutMiddle(`WORKLOAD of ${handle}`, width - 6);
  return box(content, {
    width,
    title: [span(title, 'strong')],
    note: [span(`${grouped(sizeBytes)} bytes`)],
    footer: CLOSE,
  });
}

/** Draws why each server that does not answer does not. */
export function errorBox({ data: { servers }, now }: Model, width: number, height: number): Line[] {
  const failing = servers.filter(({ failure }) => failure !== undefined);
  const lines = failing.flatMap(({ label, failure, answered }) => {
    const last = answered === undefined ? 'never answered' : `answered ${durationText(now.atMs - answered.atMs)} ago`;
    const words = wrapped(`${failure?.message ?? ''} (${failure?.errno ?? ''}), ${last}`, width - 6);
    return [
      { spans: [span(` ${label}`, 'strong')] },
      ...words.map((text) => ({ spans: [span(`   ${text}`, 'error')] })),
    ];
  });
  const told = lines.length === 0 ? [{ spans: [span(' every server answers')] }] : lines;
  return box(told.slice(0, Math.max(1, height - 2)), { width, title: [span('LAST ERRORS', 'strong')], footer: CLOSE });
}
