/**
 * Rounding and text against what others compute: MPFR 4.2 (any format, four modes), NumPy 1.24, PyTorch 1.13, glibc's
 * `%a`. Facts and the programs that made them: fixtures/formats.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  fromHex,
  rounderFor,
  roundToFormat,
  toHex,
  toShortest,
  type FormatName,
  type RoundingMode,
} from '../../src/formats/index.ts';

type Pair = [input: string, output: string];

function facts<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/formats/${name}`, import.meta.url), 'utf8')) as T;
}

const mpfr = facts<{ rows: { format: FormatName; mode: RoundingMode; cases: Pair[] }[] }>('mpfr-rounding.json');
const peers = facts<{
  oneStep: Record<'float16' | 'float32', Pair[]>;
  fromFloat32: Record<'float16' | 'bfloat16', Pair[]>;
  throughFloat32: Record<'float16' | 'bfloat16', Pair[]>;
  shortest: [FormatName, string, string][];
}>('numpy-torch.json');

function disagreements(cases: Pair[], round: (x: number) => number): Pair[] {
  expect(cases.length).toBeGreaterThan(50);
  return cases.filter(([input, output]) => !Object.is(round(fromHex(input)), fromHex(output)));
}

describe.each(mpfr.rows)('MPFR rounds hard float64 numbers into $format, $mode', ({ format, mode, cases }) => {
  test('to the same values as roundToFormat', () => {
    expect(disagreements(cases, (x) => roundToFormat(x, format, { mode }))).toEqual([]);
  });

  test('to the same values as rounderFor', () => {
    expect(disagreements(cases, rounderFor(format, { mode }))).toEqual([]);
  });
});

test("printf's %a writes the same hexadecimal text", () => {
  for (const { cases } of mpfr.rows)
    for (const pair of cases) for (const text of pair) expect(toHex(fromHex(text))).toBe(text);
});

test.each(['float16', 'float32'] as const)('NumPy converts float64 to the same %s values', (format) => {
  expect(disagreements(peers.oneStep[format], rounderFor(format))).toEqual([]);
});

test.each(['float16', 'bfloat16'] as const)('PyTorch converts float32 to the same %s values', (format) => {
  expect(disagreements(peers.fromFloat32[format], rounderFor(format))).toEqual([]);
});

test.each(['float16', 'bfloat16'] as const)('PyTorch converts float64 to %s through float32', (format) => {
  const round = rounderFor(format);
  expect(disagreements(peers.throughFloat32[format], (x) => round(Math.fround(x)))).toEqual([]);
  // Which spoils some of these numbers: the fact is worth knowing, and the fixture must contain such numbers.
  expect(disagreements(peers.throughFloat32[format], round).length).toBeGreaterThan(10);
});

test('NumPy identifies values by the same digits', () => {
  for (const [format, value, text] of peers.shortest) {
    expect(scientific(toShortest(fromHex(value), format))).toBe(scientific(text));
  }
  expect(peers.shortest.length).toBeGreaterThan(300);
});

/** One notation for all: digits without trailing zeros, and the exponent of the first. */
function scientific(text: string): string {
  const [mantissa, exponent = '0'] = text.split('e');
  const [whole, fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const leadingZeros = whole.length + fraction.length - digits.length;
  return `${digits.replace(/0+$/, '')}e${Number(exponent) + whole.length - 1 - leadingZeros}`;
}
