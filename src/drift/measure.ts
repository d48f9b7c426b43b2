/** From what a test computed to the entry that a baseline remembers of it. */
import { comparePair } from '../compare/compare.ts';
import { pairLeaves } from '../compare/pairs.ts';
import type { Pair } from '../compare/pairs.ts';
import { unitOf } from '../compare/unit.ts';
import type { ElementReport, Histogram, LeafComparison, NumericArray } from '../compare/types.ts';
import { BaselineError } from '../errors.ts';
import { readers } from '../interop/index.ts';
import { digestOf } from './digest.ts';
import type { Sha256 } from './digest.ts';
import { inOrder } from './entry-text.ts';
import { comparisonMetrics, noSpecials } from './entry.ts';
import type { DriftEntry, DriftMetrics, SpecialCounts } from './entry.ts';
import { envelopeFor } from './error-envelope.ts';
import type { ErrorEnvelope } from './error-envelope.ts';
import type { WorstElement } from './run-record.ts';
import { valueText } from './value-text.ts';

/** The measurement of one array. */
export interface Measurement {
  /** Where the array is in what was received: `''`, `losses[3]`. */
  readonly path: string;
  readonly entry: DriftEntry;
  readonly histogram: Histogram | null;
  readonly envelope: ErrorEnvelope | null;
  readonly worst: readonly WorstElement[];
}

/** Own measures in place of a reference: smaller is better. */
export interface OwnMetrics {
  readonly metrics: Readonly<Record<string, number>>;
}

/** Elements listed in a record. */
const mostWorst = 16;

/** The arrays of a structure, in its order. */
export function arraysOf(received: unknown): { readonly path: string; readonly array: NumericArray }[] {
  const pairs = pairLeaves(received, received, readers);
  refuseNothing(pairs);
  return pairs.map(({ path, actual }) => ({ path, array: actual.array }));
}

/**
 * Measures every array against its reference, by `compare`, or takes own measures as they are.
 *
 * @throws ComparisonError where the two cannot be compared; BaselineError for own measures that are not finite
 */
export function measure(received: unknown, reference: unknown, sha256: Sha256): Measurement[] {
  if (isOwnMetrics(received, reference)) return [ownMeasurement(received, reference.metrics, sha256)];
  const pairs = pairLeaves(received, reference, readers);
  refuseNothing(pairs);
  return pairs.map((pair) => {
    const { array } = pair.actual;
    // no budget of interest: one that admits half of what there can be, since one that admits all is refused
    const errors = envelopeFor(pair);
    const leaf = comparePair(pair, { ulp: unitOf(array.dtype).largestErrorUlps / 2 }, errors?.see);
    return {
      path: leaf.path,
      entry: {
        kind: 'drift',
        dtype: array.dtype,
        shape: [...leaf.shape],
        digest: digestOf(array, sha256),
        metrics: metricsOf(leaf),
        special: specialOf(leaf),
      },
      histogram: leaf.histogram,
      envelope: errors?.envelope() ?? null,
      worst: worstOf(leaf),
    };
  });
}

/** What is empty now would be judged by nothing for good. */
function refuseNothing(pairs: readonly Pair[]): void {
  const empty = pairs.length === 0 ? '' : pairs.find(({ actual }) => actual.count === 0)?.path;
  if (empty === undefined) return;
  const what = empty === '' ? 'What was received' : `What was received at ${empty}`;
  throw new BaselineError(`${what} is empty: there is nothing to remember. Give numbers.`);
}

function isOwnMetrics(received: unknown, reference: unknown): reference is OwnMetrics {
  // typed arrays have a name for each element, which is why names are asked for last
  const alone = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, 'metrics') && Object.keys(value).length === 1;
  return alone(reference) && !alone(received) && typeof (reference as OwnMetrics).metrics === 'object';
}

function ownMeasurement(received: unknown, metrics: Readonly<Record<string, number>>, sha256: Sha256): Measurement {
  const arrays = arraysOf(received);
  if (arrays.length !== 1) {
    throw new BaselineError(
      `Own metrics describe one array, and ${arrays.length} were received. Write an assertion for each.`,
    );
  }
  const names = Object.keys(metrics);
  if (names.length === 0) throw new BaselineError('metrics is empty. Give at least one number: { metrics: { loss } }.');
  for (const name of names) {
    if ((comparisonMetrics as readonly string[]).includes(name) || name === '__proto__') {
      throw new BaselineError(
        `metrics.${name} is ${name === '__proto__' ? 'no name for a metric' : 'what errors measured against a reference are called'}. ` +
          'Give it a name of its own: { metrics: { loss } }.',
      );
    }
    const value: unknown = metrics[name];
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) continue;
    throw new BaselineError(
      `metrics.${name} is ${String(value)}; a finite number ≥ 0 was due, of which smaller is better.`,
    );
  }
  const { array } = arrays[0];
  const entry: DriftEntry = {
    kind: 'drift',
    dtype: array.dtype,
    shape: [...array.shape],
    digest: digestOf(array, sha256),
    metrics: inOrder(metrics),
    special: noSpecials,
  };
  return { path: '', entry, histogram: null, envelope: null, worst: [] };
}

function metricsOf({ statistics }: LeafComparison): DriftMetrics {
  const { ulps, rel, abs, bound, biasUlps, relUndefined } = statistics;
  return {
    maxUlps: ulps.max,
    p999Ulps: ulps.p999,
    rmsUlps: ulps.rms,
    biasUlps,
    maxRel: rel.max,
    ...(relUndefined === 0 ? {} : { relUndefined }),
    maxAbs: abs.max,
    rmsAbs: abs.rms,
    ...(bound === null ? {} : { maxBoundRatio: bound.max }),
  };
}

function specialOf({ special }: LeafComparison): SpecialCounts {
  const { nan, positiveInfinity, negativeInfinity } = special.actual;
  return { nan, positiveInfinity, negativeInfinity, mismatched: special.mismatched };
}

/** The elements that a person looks at first: values out of place, then the largest errors by each measure, then the first ones. */
export function worstOf(leaf: LeafComparison): WorstElement[] {
  const candidates = [...leaf.special.first, leaf.worst, leaf.worstAbs, leaf.worstRel, ...leaf.firstMisses];
  const found = new Map<number, WorstElement>();
  for (const element of candidates) {
    if (element === null || found.has(element.index) || element.abs === 0) continue;
    if (found.size < mostWorst) found.set(element.index, worstElement(element, leaf));
  }
  return [...found.values()];
}

function worstElement(element: ElementReport, leaf: LeafComparison): WorstElement {
  return {
    place: element.position.map((i) => `[${i}]`).join(''),
    actual: valueText(element.actual, leaf.actual.dtype),
    reference: valueText(element.reference, leaf.reference.dtype),
    actualBits: element.actualBits,
    referenceBits: element.referenceBits,
    ulps: element.ulps,
    abs: element.abs,
  };
}
