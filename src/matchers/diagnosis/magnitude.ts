import { formats, powerOfTwo } from '../../formats/index.ts';
import type { FormatName } from '../../formats/index.ts';
import type { ElementTerm, LeafComparison } from '../../compare/types.ts';
import type { Diagnosis } from './diagnosis.ts';

const floors: readonly ElementTerm[] = ['abs', 'allclose', 'bound'];

function hasFloor(leaf: LeafComparison): boolean {
  return leaf.terms.some(({ term }) => (floors as readonly string[]).includes(term));
}

/** Whether most elements are right to a quarter of the digits of the unit: else they are other numbers, not inaccurate ones. */
function mostlyRight({ unit, statistics }: LeafComparison): boolean {
  return unit in formats && statistics.rel.median <= powerOfTwo(-Math.floor(formats[unit as FormatName].precision / 4));
}

/** An infinity where the reference is within the format's range: an intermediate result was not. */
export function overflow(leaf: LeafComparison): Diagnosis[] {
  if (leaf.special.byKind['unexpected infinity'] === 0 || !(leaf.unit in formats)) return [];
  return [{ kind: 'overflow', format: leaf.unit as FormatName }];
}

/** Misses at references that are 0, under a budget of ulps or relative error alone. */
export function zeroReference(leaf: LeafComparison): Diagnosis[] {
  const { relUndefined } = leaf.statistics;
  if (relUndefined === 0 || hasFloor(leaf) || leaf.terms.every(({ scope }) => scope === 'array')) return [];
  return [{ kind: 'zero reference', count: relUndefined, abs: leaf.smallestPassing.abs }];
}

/** A budget under half the distance between neighbours, which hardly any value of the format can meet. */
export function belowSpacing({ worst, unit }: LeafComparison): Diagnosis[] {
  const allowed = worst?.miss === 'error' ? worst.allowedUlps : null;
  if (allowed === null || allowed === undefined || allowed === 0 || allowed >= 0.5 || !(unit in formats)) return [];
  return [{ kind: 'below spacing', allowedUlps: allowed }];
}

/**
 * An element whose error is many ulps and yet no larger than its neighbours' errors: the reference is small beside the terms
 * that it is the sum of.
 */
export function cancellation(leaf: LeafComparison): Diagnosis[] {
  const { worst, statistics, smallestPassing } = leaf;
  if (worst === null || worst.miss !== 'error' || worst.abs === null || worst.ulps === null) return [];
  if (leaf.count < 16 || worst.reference === 0 || smallestPassing.abs === null || hasFloor(leaf)) return [];
  const ordinary = worst.abs <= 8 * statistics.abs.median;
  const extraordinary = worst.ulps >= 8 * statistics.ulps.median && worst.ulps >= 2 * statistics.ulps.p99;
  if (!ordinary || !extraordinary || !mostlyRight(leaf)) return [];
  return [{ kind: 'cancellation', abs: smallestPassing.abs, error: worst.abs, median: statistics.abs.median }];
}

/** Errors of one sign, which rounding to nearest does not make. One large error among small ones is no evidence of that. */
export function oneSided(leaf: LeafComparison): Diagnosis[] {
  const { biasUlps } = leaf.statistics;
  const { mean, median } = leaf.statistics.ulps;
  if (leaf.count < 16 || mean < 0.5 || median < mean / 4 || Math.abs(biasUlps) < 0.9 * mean || !mostlyRight(leaf))
    return [];
  return [{ kind: 'one-sided', bias: biasUlps, mean }];
}
