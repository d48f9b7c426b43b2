/**
 * Elementary functions on balls: mpmath's values (fixtures/reals, 50 digits), the certified functions in integer arithmetic (another
 * method: Taylor series in fixed point), and the law that a wider argument has a wider image. TEST_SCALE multiplies the cases.
 */
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import { toHex } from '../../src/formats/index.ts';
import { ballOf, boundsOfBall, roundBall, type Ball } from '../../src/reals/ball.ts';
import { ballFunctions, evaluateBall } from '../../src/reals/ball-elementary.ts';
import { compare, dyadic, subtract, type Dyadic } from '../../src/reals/dyadic.ts';
import { elementary, type ElementaryName } from '../../src/reals/elementary/index.ts';
import { outcomeOf } from '../../src/reals/evaluate.ts';
import { fractionOfDecimal } from '../support/exact.ts';
import { referenceCases, referenceNames } from './fixtures.ts';
import { about, sampler, scale, type Sampler } from './sampling.ts';

const names = Object.keys(ballFunctions) as ElementaryName[];

/** Where a function is neither flat nor out of range, and where its evaluation switches methods or cancels. */
const places: { readonly [N in ElementaryName]?: { range: [number, number]; points: number[] } } = {
  exp: { range: [-708, 706], points: [0.00541, 0.0056, 2 ** -62, 1, Math.LN2, 706, -745.2] },
  expm1: { range: [-81, 706], points: [2 ** -70, 0.005, -0.005, 0.0108, 2 ** -115, -80, -36.7] },
  exp2: { range: [-1074, 1018], points: [0.5, -0.5, 1.5, 2 ** -60] },
  ln: { range: [0, 4], points: [1, 1 - 2 ** -7, 1 + 2 ** -7, Math.SQRT2, Math.SQRT1_2, 0.703125, 2] },
  log1p: { range: [-0.99, 3], points: [2 ** -70, 0.0125, -0.0125, 2 ** -115, -0.5, -0.9999] },
  log2: { range: [0, 70], points: [1, 2, 8, 2 ** -7, Math.SQRT2] },
  log10: { range: [0, 1100], points: [1, 10, 1000] },
  sin: {
    range: [-100, 100],
    points: [Math.PI, Math.PI / 2, Math.PI / 4, 22, 355, 2 ** 20, 0.5, 1 / 64, 3 / 64, 6381956970095103 * 2 ** 797],
  },
  cos: { range: [-100, 100], points: [Math.PI, Math.PI / 2, 11, 2 ** 20, 0.5, 1 / 64, 6381956970095103 * 2 ** 797] },
  tan: { range: [-100, 100], points: [Math.PI / 2, Math.PI / 4, 0.5, 17.27875959474386, 6381956970095103 * 2 ** 797] },
  asin: { range: [-1, 1], points: [1, -1, 0.5, Math.SQRT1_2] },
  acos: { range: [-1, 1], points: [1, -1, 0.5, Math.SQRT1_2] },
  atan: { range: [-3, 3], points: [1, 1 / 64, 3 / 64, 63 / 64, 2 ** -62, 2 ** 200] },
  sinh: { range: [-706, 706], points: [40, 0.005, 2 ** -62] },
  cosh: { range: [-706, 706], points: [40, 0.005] },
  tanh: { range: [-42, 42], points: [40, 0.0025, 2 ** -62, 20] },
  asinh: { range: [-50, 50], points: [2 ** 30, 0.01, 2 ** -62] },
  acosh: { range: [1, 50], points: [1, 1.01, 2 ** 30] },
  atanh: { range: [-1, 1], points: [1, 0.01, 2 ** -62] },
  sigmoid: { range: [-700, 40], points: [0, 36.7, -700] },
  softplus: { range: [-700, 80], points: [0, 36.7, -36.7] },
  silu: { range: [-700, 40], points: [-1.2784645427610738, 0] },
  erf: { range: [-9.5, 9.5], points: [1 / 32, 3 / 32, 1, 9, 2 ** -56] },
  erfc: { range: [-9.5, 27], points: [1 / 32, 3 / 32, 1, 9, 26, 27.25] },
  gelu: { range: [-37, 13], points: [-0.7517915246935645, 0] },
  geluTanh: { range: [-20, 13], points: [-0.7524614220710163, 0] },
  cbrt: { range: [-10, 10], points: [1, 8, 27, 2 ** -1022] },
  sqrt: { range: [0, 10], points: [1, 2, 4, 2 ** -700] },
};

function drawArguments(s: Sampler, name: ElementaryName, i: number): number[] {
  const { arity } = ballFunctions[name];
  if (name === 'pow') {
    if (i % 4 === 0) return [1 + s.spread(-52, -1), s.spread(0, 50)];
    if (i % 4 === 1) return [-Math.abs(s.uniform(0, 20)), Math.round(s.uniform(-60, 60))];
    return [Math.abs(s.spread(-20, 20)), s.uniform(-40, 40)];
  }
  if (arity > 1) return Array.from({ length: arity }, () => (i % 4 === 0 ? s.spread(-300, 300) : s.spread(-6, 6)));
  const { range, points } = places[name] ?? { range: [-10, 10], points: [1] };
  switch (i % 8) {
    case 0:
      return [s.pattern()];
    case 1:
      return [s.spread(-60, 2)];
    case 2:
      return [points[Math.floor(s.unit() * points.length)] * (1 + s.spread(-52, -5))];
    default:
      return [s.uniform(...range)];
  }
}

/** Whether the ball holds all numbers from lo/d to hi/d, for integers and d > 0. */
function holds(ball: Ball, lo: bigint, hi: bigint, d: bigint): boolean {
  const { lower, upper } = boundsOfBall(ball);
  if (typeof lower === 'number' || typeof upper === 'number') return true;
  const below = (x: Dyadic, n: bigint): boolean =>
    x.e >= 0 ? (x.m << BigInt(x.e)) * d <= n : x.m * d <= n << BigInt(-x.e);
  return below(lower, lo) && below({ m: -upper.m, e: upper.e }, -hi);
}

const shown = (x: readonly number[]): string => x.map(toHex).join(', ');

describe('holds the value that mpmath gives to 50 digits, at hard arguments', () => {
  test.each(referenceNames)('%s', (name) => {
    let count = 0;
    let decided = 0;
    for (const { x, value, roundings } of referenceCases(name)) {
      if (!/\d/.test(value) || !x.every(Number.isFinite)) continue;
      const ball = evaluateBall(name, ...x.map(ballOf));
      const { n, d } = fractionOfDecimal(value.replace(/e\+?/, 'e'));
      // The last digit given is rounded: half a unit of the 50th digit either way.
      const slack = (n < 0n ? -n : n) / 10n ** 49n + 1n;
      const { lower, upper } = boundsOfBall(ball);
      if (typeof lower === 'number' || typeof upper === 'number') continue;
      count++;
      const wide = { ...ball };
      if (!holds(wide, n + slack, n - slack, d)) {
        expect.fail(`${name}(${shown(x)}) = ${value} is not in ${ball.high} + ${ball.low} ± ${ball.radius}`);
      }
      const rounded = roundBall(ball, 'float64');
      if (rounded !== undefined && roundings !== undefined && rounded !== 0) {
        decided++;
        expect(rounded).toBe(roundings.nearest);
      }
    }
    expect(count).toBeGreaterThan(60);
    expect(decided).toBeGreaterThan(50);
  });
});

describe('holds the certified enclosure at random arguments and where methods switch', () => {
  const CASES = Math.round(1500 * scale);

  test.each(names)('%s', { timeout: 3_600_000 }, (name) => {
    const s = sampler(name.length * 77 + name.charCodeAt(name.length - 1));
    const row = elementary[name];
    const points = (places[name]?.points ?? []).flatMap((p) => [...about(p, 8), ...about(-p, 8)]).map((x) => [x]);
    let bounded = 0;
    let tried = 0;
    for (let i = -points.length; i < CASES; i++) {
      const x = i < 0 ? points[i + points.length] : drawArguments(s, name, i);
      const outcome = outcomeOf(row, x);
      const ball = evaluateBall(name, ...x.map(ballOf));
      if (outcome.kind === 'special') {
        // NaN and infinities are unbounded; a zero is a member.
        if (outcome.value === 0 ? !holds(ball, 0n, 0n, 1n) : ball.radius !== Infinity) {
          expect.fail(`${name}(${shown(x)}) is ${outcome.value}, got ${ball.high} ± ${ball.radius}`);
        }
        continue;
      }
      tried++;
      if (ball.radius === Infinity) continue;
      bounded++;
      if (ball.high + ball.low !== ball.high) expect.fail(`${name}(${shown(x)}) is not normalised`);
      let ends: { lower: Dyadic; upper: Dyadic };
      if (outcome.kind === 'exact') {
        ends = { lower: outcome.value, upper: outcome.value };
      } else {
        try {
          const { lo, hi, e } = outcome.at(160);
          ends = { lower: { m: lo, e }, upper: { m: hi, e } };
        } catch {
          // Beyond 2^(2^49).
          continue;
        }
      }
      const { lower, upper } = boundsOfBall(ball) as { lower: Dyadic; upper: Dyadic };
      if (compare(ends.upper, lower) < 0 || compare(ends.lower, upper) > 0) {
        expect.fail(`${name}(${shown(x)}) is not in ${ball.high} + ${ball.low} ± ${ball.radius}`);
      }
    }
    expect(bounded).toBeGreaterThan(tried / 3);
  });
});

describe('is narrow enough to decide float64 roundings, within the range where functions are of interest', () => {
  test.each(names)('%s', (name) => {
    const s = sampler(5 + name.length);
    let worst = 0;
    for (let i = 0; i < 5000; i++) {
      const x = drawArguments(s, name, 8 * i + 3);
      const ball = evaluateBall(name, ...x.map(ballOf));
      // Roots that are no float64 and underflow are the stated exceptions.
      const root = /^(sin|cos|tan|add|sub|fma)$/.test(name) && Math.abs(ball.high) < 2 ** -10;
      if (ball.radius === Infinity || root || Math.abs(ball.high) < 2 ** -900) continue;
      worst = Math.max(worst, ball.radius / Math.abs(ball.high));
    }
    expect(worst).toBeLessThan(name === 'pow' || name === 'gelu' ? 2 ** -91 : 2 ** -93);
  });
});

describe('is narrow at small, near and huge arguments, where a formula of its own is used', () => {
  test.each([
    ['expm1', 2 ** -70],
    ['expm1', -(2 ** -116)],
    ['log1p', 2 ** -70],
    ['log1p', -(2 ** -116)],
    ['ln', 1 + 2 ** -52],
    ['sin', 2 ** -63],
    ['sin', 3.141592653589793],
    ['tan', 1.5707963267948966],
    ['cos', 6381956970095103 * 2 ** 797],
    ['tan', 6381956970095103 * 2 ** 797],
    ['atan', 2 ** 201],
    ['asinh', 1e300],
    ['erf', 1e-280],
    ['acos', 1 - 2 ** -53],
    ['acosh', 1 + 2 ** -52],
  ] as const)('%s(%d)', (name, x) => {
    const { high, radius } = evaluateBall(name, ballOf(x));
    expect(radius / Math.abs(high)).toBeLessThan(2 ** -92);
  });
});

describe('a wider argument has a wider image: f of a member meets f of the ball', () => {
  const CASES = Math.round(100_000 * scale);
  const contract: Set<string> = new Set(['add', 'sub', 'mul', 'div', 'fma']);

  test.each(names.filter((name) => !contract.has(name)))('%s', { timeout: 600_000 }, (name) => {
    const s = sampler(name.length * 13 + name.charCodeAt(0));
    let bounded = 0;
    for (let i = 0; i < CASES; i++) {
      const x = drawArguments(s, name, i % 8 === 0 ? 3 : i);
      const balls = x.map((v): Ball => {
        const low = v * 2 ** -54 * s.uniform(-1, 1);
        return {
          high: v,
          low: v + low === v ? low : 0,
          radius: Math.abs(v) * 2 ** -s.uniform(i % 2 === 0 ? 0 : 30, 100),
        };
      });
      const wide = evaluateBall(name, ...balls);
      if (wide.radius === Infinity) continue;
      // A member that is a float64, or the end's neighbour inside.
      const members = balls.map(({ high, low, radius }) => {
        const toward = s.unit() < 0.5 ? -1 : 1;
        const y = high + toward * radius * (s.unit() < 0.5 ? 1 - 2 ** -40 : s.unit());
        return Math.abs(y - high - low) <= radius * (1 - 2 ** -50) ? y : undefined;
      });
      if (members.includes(undefined)) continue;
      const narrow = evaluateBall(name, ...(members as number[]).map(ballOf));
      if (narrow.radius === Infinity) {
        // Beyond the fast tier's range, or outside the domain: then the wide ball must not have been bounded.
        const special = elementary[name].special(...(members as number[]));
        if (typeof special === 'number' && !Number.isFinite(special)) {
          expect.fail(
            `${name}(${shown(members as number[])}) is ${special}, but the ball about ${shown(x)} is bounded`,
          );
        }
        continue;
      }
      bounded++;
      // |difference of the centres| ≤ sum of the radii, and the narrow one is negligible.
      const apart = Math.abs(wide.high - narrow.high + (wide.low - narrow.low));
      if (!(apart <= wide.radius + narrow.radius + 2 ** -104 * Math.abs(wide.high))) {
        expect.fail(`${name}(${shown(members as number[])}) = ${narrow.high} is not in ${JSON.stringify(wide)}`);
      }
    }
    expect(bounded).toBeGreaterThan(CASES / 20);
  });
});

describe('exact results have radius 0', () => {
  test.each([
    ['exp', [0], 1],
    ['expm1', [0], 0],
    ['exp2', [10], 1024],
    ['exp2', [-1022], 2 ** -1022],
    ['ln', [1], 0],
    ['log1p', [0], 0],
    ['log2', [8], 3],
    ['log2', [2 ** -1074], -1074],
    ['log10', [1], 0],
    ['sin', [0], 0],
    ['cos', [0], 1],
    ['tan', [0], 0],
    ['asin', [0], 0],
    ['acos', [1], 0],
    ['atan', [0], 0],
    ['sinh', [0], 0],
    ['cosh', [0], 1],
    ['tanh', [0], 0],
    ['asinh', [0], 0],
    ['acosh', [1], 0],
    ['atanh', [0], 0],
    ['sigmoid', [0], 0.5],
    ['silu', [0], 0],
    ['gelu', [0], 0],
    ['erf', [0], 0],
    ['erfc', [0], 1],
    ['sqrt', [0.25], 0.5],
    ['cbrt', [0], 0],
    ['hypot', [0, 0], 0],
    ['hypot', [3, 4], 5],
    ['pow', [3, 0], 1],
    ['pow', [3, 1], 3],
    ['pow', [1, 7.5], 1],
    ['pow', [-1, 3], -1],
    ['pow', [0, 2], 0],
  ] as const)('%s(%j) = %d', (name, x, value) => {
    const { high, low, radius } = evaluateBall(name, ...x.map(ballOf));
    expect([high === 0 ? 0 : high, low === 0 ? 0 : low, radius]).toEqual([value, 0, 0]);
  });
});

describe('nothing is claimed outside the domain, at poles and beyond the range', () => {
  test.each([
    ['ln', [0]],
    ['ln', [-1]],
    ['log1p', [-1]],
    ['log2', [-0]],
    ['log10', [-3]],
    ['sqrt', [-1]],
    ['asin', [1.5]],
    ['acos', [-1.5]],
    ['atanh', [1]],
    ['acosh', [0.5]],
    ['exp', [800]],
    ['sinh', [-800]],
    ['cosh', [800]],
    ['pow', [-2, 0.5]],
    ['pow', [0, -1]],
    ['pow', [1e300, 2]],
    ['atan2', [0, 0]],
    ['exp', [NaN]],
    ['div', [1, 0]],
  ] as const)('%s(%j)', (name, x) => {
    expect(evaluateBall(name, ...x.map(ballOf)).radius).toBe(Infinity);
  });

  test.each([
    ['ln', { high: 1, low: 0, radius: 1 }],
    ['asin', { high: 0.9, low: 0, radius: 0.2 }],
    ['tan', { high: 1.5, low: 0, radius: 0.1 }],
    ['acosh', { high: 1, low: 0, radius: 2 ** -40 }],
    ['log1p', { high: -0.5, low: 0, radius: 0.6 }],
    ['cbrt', { high: 0.1, low: 0, radius: 0.2 }],
  ] as const)('%s of a ball that reaches outside it, %o', (name, ball) => {
    expect(evaluateBall(name, ball).radius).toBe(Infinity);
  });

  test.each(names)('%s of a number that may not exist', (name) => {
    const operands = Array.from({ length: ballFunctions[name].arity }, () => ballOf(1));
    for (let i = 0; i < operands.length; i++) {
      const some = operands.map((ball, k) => (k === i ? ballOf(NaN) : ball));
      expect(evaluateBall(name, ...some).radius).toBe(Infinity);
      expect(evaluateBall(name, ...some.map((ball) => (ball.radius === 0 ? ballOf(0) : ball))).radius).toBe(Infinity);
    }
  });

  test.each(['sin', 'cos', 'tanh'] as const)('%s of a number with a large radius is in [-1, 1]', (name) => {
    expect(evaluateBall(name, { high: 0, low: 0, radius: 5 })).toEqual({ high: 0, low: 0, radius: 1 });
  });
});

test('an unknown name or a wrong number of arguments is refused', () => {
  expect(() => evaluateBall('gamma', ballOf(1))).toThrow(DomainError);
  expect(() => evaluateBall('gamma', ballOf(1))).toThrow(/Write one of add, sub/);
  expect(() => evaluateBall('exp', ballOf(1), ballOf(2))).toThrow(/takes 1 argument, got 2/);
});

test('a difference that cancels is enclosed with the error that remains, not with that of its terms', () => {
  // (1 + 2^-52)² - 1 - 2^-51 = 2^-104, exactly
  const x = ballOf(1 + 2 ** -52);
  const product = evaluateBall('mul', x, x);
  const rest = evaluateBall('sub', evaluateBall('sub', product, ballOf(1)), ballOf(2 ** -51));
  expect(rest).toEqual({ high: 2 ** -104, low: 0, radius: 0 });
  expect(compare(subtract(dyadic(rest.high), dyadic(2 ** -104)), dyadic(0))).toBe(0);
});
