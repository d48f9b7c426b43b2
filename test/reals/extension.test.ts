// Interval arguments: the enclosure over a box holds the function at every member; sampled members are the witnesses.
import { Decimal } from 'decimal.js';
import { describe, expect, test, vi } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import { toHex } from '../../src/formats/index.ts';
import {
  correctlyRounded,
  elementary,
  evaluate,
  reals,
  type ElementaryName,
  type Enclosure,
} from '../../src/reals/index.ts';
import { ln10Bits, ln2Bits, piBits } from '../../src/reals/constants.ts';
import { sampler, scale, type Sampler } from './sampling.ts';

const names = Object.keys(elementary) as ElementaryName[];
const r = reals(18);
const between = (a: number, b: number): Enclosure => r.hull(r.exact(a), r.exact(b));
const meets = (a: Enclosure, b: Enclosure): boolean => a.lower.lte(b.upper) && a.upper.gte(b.lower);
const show = ({ lower, upper }: Enclosure): string => `[${lower.toString()}, ${upper.toString()}]`;

/** Arguments near which something happens: ends of domains, extremes, poles, branch cuts. */
const landmarks = [
  0,
  -0,
  1,
  -1,
  Math.PI / 2,
  Math.PI,
  2,
  -2,
  -1.2784645427610738,
  -0.7517915246935645,
  -0.7524614220710163,
  0.5,
  10,
  -10,
];

function interval(s: Sampler, i: number): [number, number] {
  const pick = (): number => landmarks[Math.floor(s.unit() * landmarks.length)];
  const ends: [number, number] =
    i % 4 === 0
      ? [s.uniform(-5, 5), s.uniform(-5, 5)]
      : i % 4 === 1
        ? [pick(), pick()]
        : i % 4 === 2
          ? [pick(), pick() + s.spread(-40, -1)]
          : [s.spread(-30, 8), s.spread(-30, 8)];
  return ends[0] <= ends[1] ? ends : [ends[1], ends[0]];
}

describe('the enclosure over a box holds the function at its members', () => {
  test.each(names)('%s', (name) => {
    const row = elementary[name];
    const s = sampler(31 + name.length);
    let seen = 0;
    for (let i = 0; i < 400 * scale; i++) {
      const box = Array.from({ length: row.arity }, (_, k) => interval(s, i + 3 * k));
      let image: Enclosure;
      try {
        image = r.call(name, ...box.map(([a, b]) => between(a, b)));
      } catch (error) {
        // Wholly outside the domain: no member has a value.
        expect(error).toBeInstanceOf(DomainError);
        for (const corner of corners(box)) expect(correctlyRounded(name, corner, 'float64')).toBe(NaN);
        continue;
      }
      const members = [
        ...corners(box),
        ...Array.from({ length: 6 }, () => box.map(([a, b]) => inside(a, b, s.unit()))),
      ];
      for (const member of members) {
        const special = row.special(...member);
        if (typeof special === 'number' && !Number.isFinite(special)) continue;
        seen++;
        const value = evaluate(name, member.map(positiveZero), 30);
        if (!meets(image, value)) {
          expect.fail(
            `${name} over ${box.map(([a, b]) => `[${a}, ${b}]`)} = ${show(image)} misses ${name}(${member.map(toHex)}) = ${show(value)}`,
          );
        }
      }
    }
    expect(seen).toBeGreaterThan(300 * Math.min(1, scale * 0.5));
  });

  const positiveZero = (x: number): number => (x === 0 ? 0 : x);
  const inside = (a: number, b: number, t: number): number => Math.min(Math.max(a + t * (b - a), a), b);
  const corners = (box: readonly [number, number][]): number[][] =>
    box.reduce<number[][]>((all, ends) => all.flatMap((start) => ends.map((end) => [...start, end])), [[]]);
});

describe('extremes inside an interval are found', () => {
  test('sin and cos reach ±1 where a crest or a trough lies inside, and only there', () => {
    expect(show(r.call('sin', between(1, 2))).endsWith(', 1]')).toBe(true);
    expect(show(r.call('sin', between(4, 5))).startsWith('[-1, ')).toBe(true);
    expect(show(r.call('sin', between(-100, 100)))).toBe('[-1, 1]');
    expect(r.call('sin', between(1.6, 4.7)).lower.gt(-1)).toBe(true);
    expect(r.call('sin', between(1.6, 4.7)).upper.lt(1)).toBe(true);
    expect(show(r.call('cos', between(-1, 1))).endsWith(', 1]')).toBe(true);
    expect(show(r.call('cos', between(3, 4))).startsWith('[-1, ')).toBe(true);
    expect(r.call('cos', between(0.1, 3.1)).upper.lt(1)).toBe(true);
  });

  test('tan is unbounded over a pole and increasing between', () => {
    expect(show(r.call('tan', between(1, 2)))).toBe('[-Infinity, Infinity]');
    expect(show(r.call('tan', between(-2, -1)))).toBe('[-Infinity, Infinity]');
    expect(r.call('tan', between(1.5707963267948966, 1.5707963267948968)).upper.isFinite()).toBe(false);
    expect(r.call('tan', between(1.5707963267948968, 4.71238898038469)).upper.isFinite()).toBe(true);
  });

  test('the quadrants of ends as near to a multiple of π/2 as the digits allow are proved: no pole and no crest is missed', () => {
    for (const digits of [17, 30, 61, 110]) {
      const fine = reals(digits);
      for (const k of [1, -1, 3, 5, 1001]) {
        const angle = fine.div(fine.mul(fine.pi(), fine.exact(k)), fine.exact(2));
        expect(show(fine.call('tan', angle))).toBe('[-Infinity, Infinity]');
        expect(fine.contains(fine.call('cos', angle), 0)).toBe(true);
        expect(fine.contains(fine.call('sin', angle), k % 4 === 1 || k % 4 === -3 ? 1 : -1)).toBe(true);
        const [below, above] = [angle.lower, angle.upper].map((end) => fine.call('tan', fine.between(end, end)));
        expect(below.lower.gt(0) && above.upper.lt(0)).toBe(true);
        // Just beside the pole tan is finite, and increasing.
        const nearer = fine.between(angle.lower.minus(`1e-${digits - 5}`), angle.lower);
        expect(fine.call('tan', nearer).upper.isFinite()).toBe(true);
      }
    }
  });

  test('silu, gelu and its tanh form have the minima that mpmath finds', () => {
    // mpmath 1.2.1: f(findroot(diff f)), mp.dps = 60.
    const minima = {
      silu: '-0.27846454276107379511',
      gelu: '-0.16997120747990366169',
      geluTanh: '-0.17004075057125405064',
    };
    for (const [name, value] of Object.entries(minima)) {
      const { lower, upper } = r.call(name, between(-2, -0.1));
      expect(lower.toSignificantDigits(17, Decimal.ROUND_HALF_EVEN).toString()).toBe(
        new Decimal(value).toSignificantDigits(17).toString(),
      );
      expect(upper.lt(0)).toBe(true);
    }
    expect(show(r.call('cosh', between(-1, 0.5))).startsWith('[1, 1.54308')).toBe(true);
  });

  test('the slope of silu, gelu and geluTanh changes sign within the bracket of their minimum', () => {
    // f is lower inside than at either side, 2^-40 away: differences of proved values.
    const fine = reals(60);
    for (const name of ['silu', 'gelu', 'geluTanh'] as const) {
      const { shape } = elementary[name] as Extract<(typeof elementary)[ElementaryName], { arity: 1 }>;
      if (shape.kind !== 'valley') throw new Error('not a valley');
      const at = (offset: Decimal.Value): Enclosure =>
        fine.call(name, fine.add(fine.dyadic(shape.from), fine.decimal(String(offset))));
      // f(c ± h) - f(c) ≈ f''(c)·h²/2, and f'' is near ½: a bracket off by δ would tilt it by δ·h.
      const [left, middle, right] = [at('-1e-12'), at('0'), at('1e-12')];
      expect(fine.compare(left, middle)).toBe('greater');
      expect(fine.compare(right, middle)).toBe('greater');
      const tilt = fine.sub(right, left);
      expect(fine.abs(tilt).upper.lt('1e-35')).toBe(true);
    }
  });

  test('a box about the cut of atan2 or about the origin gets the angles of its points', () => {
    const angle = (y: [number, number], x: [number, number]): string =>
      show(r.call('atan2', between(...y), between(...x)));
    expect(angle([-1, 1], [-2, -1])).toMatch(/^\[-3\.14159.*, 3\.14159/);
    expect(angle([0, 1], [-2, -1])).toMatch(/^\[2\.3561.*, 3\.14159/);
    expect(angle([-1, 1], [1, 2])).toMatch(/^\[-0\.785.*, 0\.785/);
    expect(angle([0, 1], [-1, 1])).toMatch(/^\[0, 3\.14159/);
    expect(angle([-1, 1], [0, 1])).toMatch(/^\[-1\.57.*, 1\.57/);
    expect(angle([-2, -1], [-1, 1])).toMatch(/^\[-2\.356.*, -0\.785/);
  });

  test('powers of a base that may be negative: by parity for one integer, by magnitude for others', () => {
    const power = (x: [number, number], y: [number, number]): string =>
      show(r.call('pow', between(...x), between(...y)));
    expect(power([-2, 3], [2, 2])).toBe('[0, 9]');
    expect(power([-2, 3], [3, 3])).toBe('[-8, 27]');
    expect(power([-3, -2], [3, 3])).toBe('[-27, -8]');
    expect(power([-3, -2], [-2, -2])).toMatch(/^\[0\.1111.*, 0\.25\]$/);
    expect(power([-1, 2], [-1, -1])).toBe('[-Infinity, Infinity]');
    expect(power([-1, 2], [-2, -2])).toBe('[0.25, Infinity]');
    expect(power([-2, 1], [0.5, 2])).toBe('[-4, 4]');
    expect(power([0, 2], [-1, 1])).toBe('[0, Infinity]');
    expect(power([1, 2], [3, Infinity])).toBe('[1, Infinity]');
  });

  test('the part of an argument outside the domain is left out; an argument wholly outside is an error', () => {
    expect(show(r.call('sqrt', between(-1, 4)))).toBe('[0, 2]');
    expect(show(r.call('ln', between(-1, 1)))).toBe('[-Infinity, 0]');
    expect(show(r.call('acos', between(1, 2)))).toBe('[0, 0]');
    expect(() => r.call('ln', between(-2, -1))).toThrow(/ln\(\[-2, -1\]\): no member lies in the domain, \[0, ∞\]/);
    expect(() => r.call('acosh', between(-2, 0.5))).toThrow(DomainError);
  });

  test('unbounded arguments have the limits as bounds', () => {
    const from = (a: number): Enclosure => between(a, Infinity);
    expect(show(r.call('exp', r.neg(from(0))))).toBe('[0, 1]');
    expect(show(r.call('tanh', from(0)))).toBe('[0, 1]');
    expect(show(r.call('erfc', between(-Infinity, Infinity)))).toBe('[0, 2]');
    expect(show(r.call('sigmoid', between(-Infinity, Infinity)))).toBe('[0, 1]');
    expect(show(r.call('atan', from(0)))).toMatch(/^\[0, 1\.5707963/);
    expect(show(r.call('sin', from(0)))).toBe('[-1, 1]');
    expect(show(r.call('cos', r.decimal('1e100000')))).toBe('[-1, 1]');
    expect(show(r.call('tan', r.decimal('1e100000')))).toBe('[-Infinity, Infinity]');
    expect(r.call('ln', r.decimal('1e1000000000000')).lower.toString()).toMatch(/^2302585092994\.04/);
    expect(r.call('atan', r.decimal('1e-1000000000000')).upper.e).toBe(-1000000000000);
    expect(r.call('asinh', r.decimal('1e1000000')).lower.toString()).toMatch(/^2302585\.786/);
    expect(r.call('hypot', r.decimal('1e1000000'), r.exact(1)).upper.e).toBe(1000000);
  });
});

describe('condition numbers', () => {
  test.each(names)('%s: κ is what a relative change of the argument is multiplied by', (name) => {
    const fine = reals(60);
    const row = elementary[name];
    const start = [[0.75], [0.75, 0.5], [0.75, 0.5, 0.3]][row.arity - 1];
    const point = name === 'acosh' ? [1.75] : start;
    const exact = point.map((x) => fine.exact(x));
    const conditions = row.condition(fine, exact);
    expect(conditions.length).toBe(row.arity);
    const h = fine.decimal('1e-20');
    conditions.forEach((kappa, k) => {
      const moved = exact.map((x, j) => (j === k ? fine.mul(x, fine.add(fine.exact(1), h)) : x));
      const before = fine.call(name, ...exact);
      const change = fine.abs(fine.div(fine.sub(fine.call(name, ...moved), before), fine.mul(before, h)));
      const difference = fine.abs(fine.sub(change, kappa));
      expect(difference.upper.lt('1e-17')).toBe(true);
    });
  });
});

describe('constants', () => {
  test('the sums of arctangents for π, ln 2 and ln 10 are identities of integers', () => {
    // (5 + i)^16 / (239 + i)^4 has the argument 16·arctan(1/5) - 4·arctan(1/239) = π (mod 2π): real and negative.
    let z: [bigint, bigint] = [1n, 0n];
    const times = (a: [bigint, bigint], b: [bigint, bigint]): [bigint, bigint] => [
      a[0] * b[0] - a[1] * b[1],
      a[0] * b[1] + a[1] * b[0],
    ];
    for (let i = 0; i < 16; i++) z = times(z, [5n, 1n]);
    for (let i = 0; i < 4; i++) z = times(z, [239n, -1n]);
    expect(z[1]).toBe(0n);
    expect(z[0] < 0n).toBe(true);
    expect(27n ** 9n * 4800n * 8750n ** 4n).toBe(2n * 25n ** 9n * 4802n * 8748n ** 4n);
    expect(32n ** 23n * 50n ** 17n * 162n ** 10n).toBe(10n * 30n ** 23n * 48n ** 17n * 160n ** 10n);
  });

  test('π, ln 2 and ln 10 agree with mpmath to 60 digits, and short values are cut from long ones', () => {
    // mpmath 1.2.1: floor(c·10^60)
    const digits = {
      pi: '3141592653589793238462643383279502884197169399375105820974944',
      ln2: '693147180559945309417232121458176568075500134360255254120680',
      ln10: '2302585092994045684017991454684364207601101488628772976033327',
    };
    for (const [bits, value] of [
      [piBits, digits.pi],
      [ln2Bits, digits.ln2],
      [ln10Bits, digits.ln10],
    ] as const) {
      const long = bits(5000);
      for (const w of [10, 64, 300, 511, 512, 513, 2000]) {
        const n = bits(w);
        // n ≤ c·2^w < n + 3
        const top = (long + 3n) >> BigInt(5000 - w);
        expect(n <= long >> BigInt(5000 - w) && top < n + 3n).toBe(true);
      }
      expect(((long * 10n ** 60n) >> 5000n).toString()).toBe(value);
    }
  });

  test('a value just computed is a lower bound too, short by less than 3 units', async () => {
    for (let i = 0; i < 24; i++) {
      // A fresh module has computed nothing yet: the first request is not cut from a longer value.
      vi.resetModules();
      const fresh = await import('../../src/reals/constants.ts');
      const w = 600 + 37 * i;
      for (const [bits, value] of [
        [fresh.piBits, piBits(5000)],
        [fresh.ln2Bits, ln2Bits(5000)],
        [fresh.ln10Bits, ln10Bits(5000)],
      ] as const) {
        const n = bits(w);
        expect(n <= value >> BigInt(5000 - w)).toBe(true);
        expect((value + 3n) >> BigInt(5000 - w) < n + 3n).toBe(true);
        const { lo, hi } = fresh.constantInterval(bits, w);
        expect(lo <= value >> BigInt(5000 - w) && hi > (value + 3n) >> BigInt(5000 - w)).toBe(true);
      }
    }
  });
});
