/**
 * Drift in a literal: `2.131 ulp`, `1.2e-7 rel ± 10%`, `0.5 rms ulp ± 0.1`. One metric, rounded up to four digits, and what a person added
 * to allow more; an update rewrites the number and keeps the rest.
 */
import { BaselineError } from '../errors.ts';
import type { DriftMetrics } from './entry.ts';

/** The words for metrics in a literal. */
const metricOf = {
  ulp: 'maxUlps',
  'p99.9 ulp': 'p999Ulps',
  'rms ulp': 'rmsUlps',
  'bias ulp': 'biasUlps',
  rel: 'maxRel',
  abs: 'maxAbs',
  'rms abs': 'rmsAbs',
  bound: 'maxBoundRatio',
} as const;

type Word = keyof typeof metricOf;

/** A literal, read. */
export interface InlineDrift {
  readonly value: number;
  readonly word: Word;
  /** As it was written: `0.2`, `10%`; `null` without one. */
  readonly allowance: string | null;
}

const pattern = /^\s*"?\s*(\d\S*)\s+([a-z][a-z0-9. ]*?)\s*(?:±\s*(\S+?)\s*)?"?\s*$/;

/** What a literal holds, without the quotes that runners write around a string. */
export function literalText(literal: string): string {
  return literal.trim().replace(/^"|"$/g, '');
}

/** @throws BaselineError for anything else than a number, a metric and, if there is one, an allowance */
export function parseInlineDrift(literal: string): InlineDrift {
  const match = pattern.exec(literal);
  const value = Number(match?.[1]);
  const word = match?.[2] ?? '';
  const allowance = match?.[3] ?? null;
  const valid = Object.hasOwn(metricOf, word) && Number.isFinite(value) && value >= 0;
  if (!valid || (allowance !== null && !/^\d+(?:\.\d+)?(?:e[+-]?\d+)?%?$/.test(allowance))) {
    throw new BaselineError(
      `The literal is ${JSON.stringify(literal)}; a number, a metric (${Object.keys(metricOf).join(', ')}) and, if you like, what may ` +
        'come on top were due: "2.5 ulp", "1.2e-7 rel ± 10%". Or remove it, and it is written anew.',
    );
  }
  return { value, word: word as Word, allowance };
}

/** The size of the metric that a literal names. */
export function inlineMetric(metrics: DriftMetrics, word: Word): number {
  if (word === 'rel' && metrics.relUndefined !== undefined) {
    const count = metrics.relUndefined;
    throw new BaselineError(
      `${count} ${count === 1 ? 'element has' : 'elements have'} an error and no relative one, because the reference is 0. Write "abs" or "ulp".`,
    );
  }
  const size = metrics[metricOf[word]];
  if (size !== undefined) return Math.abs(size);
  throw new BaselineError(
    `The reference carries no error bound, so that there is no "${word}" to be held. Write another metric.`,
  );
}

/** The largest size that a literal lets pass. */
export function inlineLimit({ value, allowance }: InlineDrift): number {
  if (allowance === null) return value;
  return allowance.endsWith('%') ? value * (1 + Number(allowance.slice(0, -1)) / 100) : value + Number(allowance);
}

/** A literal for a size: rounded up, so that the same measurement passes by it. */
export function inlineText(size: number, word: Word, allowance: string | null): string {
  return `${sizeUp(size)} ${word}${allowance === null ? '' : ` ± ${allowance}`}`;
}

function sizeUp(size: number): string {
  if (size === 0) return '0';
  const nearest = size.toPrecision(4);
  const up = Number(nearest) >= size ? Number(nearest) : nextUp(nearest);
  return String(up).replace('e+', 'e');
}

/** One more in the last digit of a decimal. */
function nextUp(text: string): number {
  const [significand = '', exponent = '0'] = text.split('e');
  const [whole, fraction = ''] = significand.split('.');
  return Number(`${BigInt(whole + fraction) + 1n}e${Number(exponent) - fraction.length}`);
}
