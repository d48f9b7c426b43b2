/**
 * Pairs what is to be compared: walks two structures side by side and lists their leaves. Everything that cannot be paired is an error, never
 * left out.
 */
import { isBounded } from './bounded.ts';
import { isCertified } from './certified-reference.ts';
import type { LeafPair } from './leaf.ts';
import { describe } from './describe.ts';
import { fail, operandOf } from './operand.ts';
import type { Operand } from './operand.ts';
import type { CertifiedReference, Reader } from './types.ts';
import { readValue } from './values.ts';
import type { Value } from './values.ts';

/** An array to be judged against an enclosure. */
export interface CertifiedPair {
  readonly path: string;
  readonly actual: Operand;
  readonly certified: CertifiedReference;
}

export type Pair = LeafPair | CertifiedPair;

/** Deeper than any honest structure; a structure that contains itself is caught here. */
const deepest = 64;

/**
 * The leaves of two structures, paired.
 *
 * @throws ComparisonError naming the path where shapes, lengths, keys or kinds differ
 */
export function pairLeaves(actual: unknown, reference: unknown, readers: readonly Reader[]): Pair[] {
  const pairs: Pair[] = [];
  walk(actual, reference, undefined, '', 0);
  return pairs;

  function walk(a: unknown, r: unknown, bound: unknown, path: string, depth: number): void {
    if (depth > deepest) fail(path, `it is nested more than ${deepest} deep, or contains itself.`);
    if (isBounded(r)) {
      walk(a, r.reference, r.errorBound, path, depth);
      return;
    }
    const left = readValue(a, side(path, 'the actual'), readers);
    if (isCertified(r)) {
      if (left.type !== 'leaf') fail(path, `the actual is a ${left.type}, the reference an array of enclosures.`);
      requireShape(left.operand.shape, r.shape, path);
      pairs.push({ path, actual: left.operand, certified: r });
      return;
    }
    const right = readValue(r, side(path, 'the reference'), readers);
    if (left.type === 'leaf' && right.type === 'leaf') {
      requireShape(left.operand.shape, right.operand.shape, path);
      pairs.push({ path, actual: left.operand, reference: right.operand, bound: boundFor(bound, right.operand, path) });
    } else if (left.type === 'record' && right.type === 'record') {
      walkRecords(left.entries, right.entries, bound, path, depth);
    } else if (Array.isArray(a) && Array.isArray(r)) {
      if (a.length !== r.length) {
        fail(path, `the actual has ${a.length} entries, the reference ${r.length}. Compare lists of equal length.`);
      }
      for (let i = 0; i < a.length; i++) {
        walk(a[i], r[i], Array.isArray(bound) ? bound[i] : bound, `${path}[${i}]`, depth + 1);
      }
    } else {
      fail(path, `the actual is ${kindOf(left, a)}, the reference ${kindOf(right, r)}. Give both the same structure.`);
    }
  }

  function walkRecords(
    a: Readonly<Record<string, unknown>>,
    r: Readonly<Record<string, unknown>>,
    bound: unknown,
    path: string,
    depth: number,
  ): void {
    const missing = Object.keys(r).filter((key) => !Object.hasOwn(a, key));
    const additional = Object.keys(a).filter((key) => !Object.hasOwn(r, key));
    if (missing.length + additional.length > 0) {
      const lists = [
        ...(missing.length > 0 ? [`the actual lacks ${missing.map(quote).join(', ')}`] : []),
        ...(additional.length > 0 ? [`the reference lacks ${additional.map(quote).join(', ')}`] : []),
      ];
      fail(path, `the keys differ: ${lists.join('; ')}. Give both records the same keys.`);
    }
    for (const key of Object.keys(a)) {
      const boundOfKey = isPlainObject(bound) ? (bound as Record<string, unknown>)[key] : bound;
      walk(a[key], r[key], boundOfKey, joinKey(path, key), depth + 1);
    }
  }

  function boundFor(bound: unknown, reference: Operand, path: string): Operand | undefined {
    if (bound === undefined) return undefined;
    const where = side(path, 'the error bound');
    if (typeof bound === 'number') {
      return operandOf(
        {
          data: [bound],
          shape: reference.shape,
          strides: reference.shape.map(() => 0),
          dtype: 'float64',
          source: 'error bound',
        },
        where,
      );
    }
    const value = readValue(bound, where, readers);
    if (value.type !== 'leaf' || value.operand.kind !== 'real') {
      return fail(where, 'bounds are real numbers. Write an array in the shape of the reference, or one number.');
    }
    requireShape(value.operand.shape, reference.shape, where);
    return value.operand;
  }
}

function side(path: string, of: string): string {
  return path === '' ? of : `${path} (${of})`;
}

function requireShape(actual: readonly number[], reference: readonly number[], path: string): void {
  if (actual.length === reference.length && actual.every((extent, axis) => extent === reference[axis])) return;
  const size = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
  const advice =
    actual.length === 0 || reference.length === 0
      ? 'A number is not an array of one: write value[0] or [value].'
      : size(actual) === size(reference)
        ? 'Both have the same number of elements: reshape or transpose one.'
        : 'Nothing is broadcast or cut off.';
  fail(path, `the actual has shape ${showShape(actual)}, the reference ${showShape(reference)}. ${advice}`);
}

function showShape(shape: readonly number[]): string {
  return shape.length === 0 ? '[] (a single number)' : `[${shape.join(', ')}]`;
}

function kindOf(value: Value, raw: unknown): string {
  if (value.type === 'leaf')
    return value.operand.shape.length === 0 ? 'a number' : `an array (${value.operand.source})`;
  return value.type === 'list'
    ? 'a list'
    : `a record ${describe(raw) === 'an object' ? '' : `(${describe(raw)})`}`.trim();
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** A path with one more key, in JavaScript notation. */
export function joinKey(path: string, key: string): string {
  if (/^[A-Za-z_$][\w$]*$/.test(key)) return path === '' ? key : `${path}.${key}`;
  return `${path}[${quote(key)}]`;
}

function quote(key: string): string {
  return `'${key.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n')}'`;
}
