/** Numbers as a reader meets them. */
import { countText, sizeText } from '../../number-text.ts';

/** The metric that is the largest error in ulps, by the name that a reader meets. */
export const maxUlps = 'max, ulp';

/** The size of an error, or a dash. */
export function size(x: number | null): string {
  return x === null ? '–' : sizeText(x);
}

/** By how much an error grew: `×2`, `+3`, `−12 %`, `as before`. */
export function changeText(base: number | null, now: number | null): string {
  if (base === null || now === null) return '';
  const [from, to] = [Math.abs(base), Math.abs(now)];
  if (from === to) return '';
  if (from === 0) return `from 0`;
  const ratio = to / from;
  if (ratio >= 2) return `×${sizeText(ratio, 3)}`;
  const percent = 100 * ((to - from) / from);
  return `${percent > 0 ? '+' : '−'}${sizeText(Math.abs(percent), 2)} %`;
}

/** Sizes side by side, all with as many digits as it takes to tell apart those that differ. */
export function sizesApart(sizes: readonly (number | null)[]): string[] {
  const different = new Set(sizes.flatMap((x) => (x === null ? [] : [Math.abs(x)]))).size;
  for (let digits = 4; digits < 18; digits++) {
    const texts = sizes.map((x) => (x === null ? '–' : sizeText(x, digits)));
    const seen = new Set(texts.flatMap((text, i) => (sizes[i] === null ? [] : [text.replace(/^-/, '')])));
    if (seen.size === different) return texts;
  }
  return sizes.map((x) => (x === null ? '–' : String(x)));
}

/** 2^k, as it is read fastest. */
export function powerText(k: number): string {
  if (k < -3 || k > 13) return `2${superscript(k)}`;
  return k < 0 ? String(1 / (1 << -k)) : countText(1 << k);
}

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function superscript(k: number): string {
  return `${k < 0 ? '⁻' : ''}${[...String(Math.abs(k))].map((digit) => raised[Number(digit)]).join('')}`;
}
