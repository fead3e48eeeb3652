import { grouped } from '../grouped.js';

/** Says how many there are of something: `1 host`, `3 204 jobs`. */
export function counted(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}

const UNITS = ['k', 'M', 'G', 'T', 'P'] as const;

/** Writes a whole number in at most `width` cells, shortened to `12.3k` only where it is too wide. */
export function numberIn(number: number, width: number): string {
  const text = grouped(number);
  return text.length <= width ? text : shortNumber(number, width);
}

/** Writes a rate with its sign and one decimal: `+2.3`, `−12.1`, `0.0`; `–` while it is not known. */
export function signedRate(perSecond: number | undefined, width: number): string {
  if (perSecond === undefined) return '–';
  const size = rate(Math.abs(perSecond), width - 1);
  if (Number(size) === 0) return size;
  return `${perSecond < 0 ? '−' : '+'}${size}`;
}

/** Writes a rate that has no sign: `31.0`, `1.2k`. */
export function rate(perSecond: number, width: number): string {
  const text = perSecond.toFixed(1);
  return text.length <= width ? text : shortNumber(Math.round(perSecond), width);
}

/** Writes a rate that is known to be that high at least: `≥ 12.3`. It is cut, not rounded, so that it stays true. */
export function rateAtLeast(perSecond: number, width: number): string {
  return `≥ ${rate(Math.floor(perSecond * 10) / 10, width - 2)}`;
}

/** Writes a share from 0 to 1 in per cent: `54%`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

function shortNumber(number: number, width: number): string {
  let rest = number;
  for (const unit of UNITS) {
    rest /= 1000;
    for (const decimals of [1, 0]) {
      const size = rest.toFixed(decimals);
      if (Number(size) >= 1 && Number(size) < 1000 && size.length < width) return size + unit;
    }
  }
  return '#'.repeat(Math.max(0, width));
}
