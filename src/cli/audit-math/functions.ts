/** What `audit-math` examines: a row a function of `Math`. */
import { powerOfTwo } from '../../formats/index.ts';

/** Where arguments are drawn from: by exponent (uniform in log₂|x|, both signs unless `positive`) or uniformly. */
export type Range =
  | { readonly by: 'exponent'; readonly from: number; readonly to: number; readonly positive?: boolean }
  | { readonly by: 'value'; readonly from: number; readonly to: number };

/** One function of `Math`. */
export interface AuditedFunction {
  /** Its name in `Math`. */
  readonly name: string;
  /** Its name in the table of certified functions. */
  readonly real: string;
  readonly compute: (x: number, y: number) => number;
  /** For each argument, the ranges to draw from in turn. */
  readonly ranges: readonly (readonly Range[])[];
  /** Inputs known to be hard: near multiples of π/2, near 1, at the ends of the range, ill-conditioned powers. */
  readonly hard: readonly (readonly number[])[];
}

const everywhere: Range = { by: 'exponent', from: -1074, to: 1023 };
const moderate: Range = { by: 'exponent', from: -30, to: 10 };
const positive: Range = { by: 'exponent', from: -1074, to: 1023, positive: true };
const aroundOne: Range = { by: 'value', from: 0.5, to: 2 };
const unit: Range = { by: 'value', from: -1, to: 1 };
const tiny: Range = { by: 'exponent', from: -60, to: -1 };

/** The float64 numbers nearest to multiples of π/2 relative to their size: by reduction of continued fractions, checked by the oracle. */
const nearQuadrants = [
  1.5707963267948966,
  3.141592653589793,
  4.71238898038469,
  17.27875959474386,
  6381956970095103 * powerOfTwo(797),
  22,
  11,
  355,
  710,
  1e22,
  Number.MAX_VALUE,
];

const ends = [Number.MIN_VALUE, powerOfTwo(-1022), Number.MAX_VALUE, 1, 1 - powerOfTwo(-53), 1 + powerOfTwo(-52)];
const alone = (list: readonly number[]): number[][] => list.flatMap((x) => [[x], [-x]]);

const trigonometric = alone([...nearQuadrants, ...ends, 0.7853981633974483, 0.5, 2]);

function unary(
  name: string,
  ranges: readonly Range[],
  hard: readonly (readonly number[])[] = alone(ends),
  real: string = name,
): AuditedFunction {
  const compute = (Math as unknown as Record<string, (x: number) => number>)[name]!;
  return { name, real, compute: (x) => compute(x), ranges: [ranges], hard };
}

/** The functions of `Math` that ECMA-262 leaves to the implementation, and `sqrt`, which it does not. */
export const auditedFunctions: readonly AuditedFunction[] = [
  unary('acos', [unit, tiny, { by: 'value', from: 0.99, to: 1 }]),
  unary(
    'acosh',
    [
      { by: 'value', from: 1, to: 2 },
      { by: 'exponent', from: 0, to: 1023, positive: true },
    ],
    [[1 + powerOfTwo(-52)], [1.5], [2], [Number.MAX_VALUE], [powerOfTwo(28)]],
  ),
  unary('asin', [unit, tiny, { by: 'value', from: 0.99, to: 1 }]),
  unary('asinh', [moderate, everywhere]),
  unary('atan', [moderate, everywhere]),
  unary('atanh', [unit, tiny, { by: 'value', from: 0.99, to: 1 }]),
  unary('cbrt', [everywhere, aroundOne]),
  unary('cos', [{ by: 'value', from: -10, to: 10 }, { by: 'exponent', from: 3, to: 1023 }, moderate], trigonometric),
  unary(
    'cosh',
    [{ by: 'value', from: -710, to: 710 }, moderate],
    alone([710, 710.4758600739439, 22, 0.5, 0.3465735902799726]),
  ),
  unary(
    'exp',
    [{ by: 'value', from: -745, to: 709.78 }, moderate],
    alone([709.782712893384, 745.1332191019411, 708.3964185322641, 0.5, 1]),
  ),
  unary(
    'expm1',
    [{ by: 'value', from: -40, to: 709.78 }, tiny, moderate],
    alone([0.34657359027997264, 1.0397207708399179, 709.78, 56]),
  ),
  unary(
    'log',
    [positive, aroundOne],
    ends.map((x) => [x]),
    'ln',
  ),
  unary(
    'log10',
    [positive, aroundOne],
    [...ends, 10, 1e22, 999.9999999999999].map((x) => [x]),
  ),
  unary(
    'log1p',
    [{ by: 'value', from: -1, to: 1 }, positive, tiny],
    [...alone([0.41421356237309503, 0.2928932188134524, 1e-10]), [-1 + powerOfTwo(-53)]],
  ),
  unary(
    'log2',
    [positive, aroundOne],
    [...ends, 8, 2.9999999999999996].map((x) => [x]),
  ),
  unary('sin', [{ by: 'value', from: -10, to: 10 }, { by: 'exponent', from: 3, to: 1023 }, moderate], trigonometric),
  unary('sinh', [{ by: 'value', from: -710, to: 710 }, moderate], alone([710, 22, 0.5, 1e-8])),
  unary(
    'sqrt',
    [positive, aroundOne],
    ends.map((x) => [x]),
  ),
  unary('tan', [{ by: 'value', from: -10, to: 10 }, { by: 'exponent', from: 3, to: 1023 }, moderate], trigonometric),
  unary('tanh', [{ by: 'value', from: -22, to: 22 }, moderate], alone([0.5493061443340549, 22, 1e-8])),
  {
    name: 'atan2',
    real: 'atan2',
    compute: Math.atan2,
    ranges: [
      [moderate, everywhere],
      [moderate, everywhere],
    ],
    hard: [
      [1, 1],
      [1e-310, 1],
      [1, -1e-310],
      [-1e300, -1e300],
    ],
  },
  {
    name: 'hypot',
    real: 'hypot',
    compute: (x, y) => Math.hypot(x, y),
    ranges: [
      [moderate, everywhere],
      [moderate, moderate],
    ],
    hard: [
      [3, 4],
      [1e300, 1e300],
      [Number.MIN_VALUE, Number.MIN_VALUE],
      [1, 1e-8],
    ],
  },
  {
    name: 'pow',
    real: 'pow',
    compute: Math.pow,
    ranges: [
      [aroundOne, { by: 'exponent', from: -30, to: 30, positive: true }, { by: 'value', from: 0.999, to: 1.001 }],
      [
        { by: 'value', from: -300, to: 300 },
        { by: 'value', from: -20, to: 20 },
        { by: 'value', from: -500000, to: 500000 },
      ],
    ],
    hard: [
      [1.0000001, 1e9],
      [0.9999999, -5e9],
      [10, 308],
      [10, -308],
      [10, -323],
      [2, 0.5],
      [1 + powerOfTwo(-52), 1e18],
    ],
  },
];
