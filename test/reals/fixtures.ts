/** Reference values that mpmath computed: fixtures/reals/*.json, made by fixtures/reals/generate.py (mpmath 1.2.1). */
import { readFileSync } from 'node:fs';
import { fromHex } from '../../src/formats/index.ts';

export interface ReferenceCase {
  readonly x: readonly number[];
  /** The value to 50 digits. */
  readonly value: string;
  /** Correct roundings to float64. */
  readonly roundings: { readonly nearest: number; readonly down: number; readonly up: number } | undefined;
}

type Row = [x: string[], value: string, roundings: [string, string, string] | null];

export function referenceCases(name: string): ReferenceCase[] {
  const file = new URL(`../../fixtures/reals/${name}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Row[] };
  return cases.map(([x, value, roundings]) => ({
    x: x.map(fromHex),
    value,
    roundings:
      roundings === null
        ? undefined
        : { nearest: fromHex(roundings[0]), down: fromHex(roundings[1]), up: fromHex(roundings[2]) },
  }));
}

export const referenceNames: readonly string[] = [
  'sqrt', 'cbrt', 'hypot', 'div', 'exp', 'expm1', 'exp2', 'ln', 'log1p', 'log2', 'log10', 'pow', 'sin', 'cos', 'tan', 'asin', 'acos',
  'atan', 'atan2', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'sigmoid', 'softplus', 'silu', 'erf', 'erfc', 'gelu', 'geluTanh',
]; // prettier-ignore
