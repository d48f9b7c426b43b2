/**
 * Budgets that reproduce the rules of other libraries, for people who port a suite. Each names its source; docs/peers.md lists the verdicts that
 * differ on purpose.
 */
import { BudgetError } from '../errors.ts';
import type { Allclose, Budget, Dtype } from './types.ts';
import { webnn } from './webnn-profile.ts';

/** Options of {@link budgets}.numpy. */
export interface NumpyOptions {
  /** Default 1e-7. */
  readonly rtol?: number;
  /** Default 0. */
  readonly atol?: number;
  /** Default true. */
  readonly equalNan?: boolean;
}

/**
 * `numpy.testing.assert_allclose` with its defaults: |a − r| ≤ atol + rtol·|r|, NaN equal to NaN. For `numpy.allclose` and `isclose` write
 * `{ rtol: 1e-5, atol: 1e-8, equalNan: false }`. Source: numpy 1.24.2, numpy/testing/_private/utils.py, numpy/core/numeric.py.
 */
function numpy({ rtol = 1e-7, atol = 0, equalNan = true }: NumpyOptions = {}): Budget {
  return {
    allclose: { rtol, atol },
    nan: equalNan ? 'equal' : 'reject',
    profile: 'numpy.testing.assert_allclose (numpy 1.24.2)',
  };
}

/** Options of {@link budgets}.torch. */
export interface TorchOptions {
  /** With `atol`; both or neither, as PyTorch has it. Default: by dtype. */
  readonly rtol?: number;
  readonly atol?: number;
  /** Default false. */
  readonly equalNan?: boolean;
}

/** PyTorch's tolerances by dtype; integers and truth values are exact. Source: torch/testing/_comparison.py of 1.13. */
const torchTolerances: Readonly<Partial<Record<Dtype, Allclose>>> = {
  float16: { rtol: 1e-3, atol: 1e-5 },
  bfloat16: { rtol: 1.6e-2, atol: 1e-5 },
  float32: { rtol: 1.3e-6, atol: 1e-5 },
  float64: { rtol: 1e-7, atol: 1e-7 },
  complex64: { rtol: 1.3e-6, atol: 1e-5 },
  complex128: { rtol: 1e-7, atol: 1e-7 },
};

/**
 * `torch.testing.assert_close`: |a − r| ≤ atol + rtol·|r|, NaN unequal to NaN. Where the two sides have different dtypes, give both: the larger
 * tolerances hold.
 */
function torch(dtype: Dtype | readonly [actual: Dtype, reference: Dtype], options: TorchOptions = {}): Budget {
  const { rtol, atol, equalNan = false } = options;
  if ((rtol === undefined) !== (atol === undefined)) {
    throw new BudgetError(
      `budgets.torch: rtol = ${rtol}, atol = ${atol}. PyTorch takes both or neither: write { rtol, atol }, or leave both out for those of the dtype.`,
    );
  }
  const ofDtypes = (typeof dtype === 'string' ? [dtype] : dtype).map(torchTolerance);
  const largest = (of: keyof Allclose): number => Math.max(...ofDtypes.map((tolerance) => tolerance[of]));
  return {
    allclose: { rtol: rtol ?? largest('rtol'), atol: atol ?? largest('atol') },
    nan: equalNan ? 'equal' : 'reject',
    profile: 'torch.testing.assert_close (torch 1.13)',
  };
}

const torchExact: readonly Dtype[] = [
  'bool',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bigint',
  'float8_e4m3fn',
  'float8_e5m2',
];

function torchTolerance(dtype: Dtype): Allclose {
  const tolerance = torchTolerances[dtype] ?? (torchExact.includes(dtype) ? { rtol: 0, atol: 0 } : undefined);
  if (tolerance !== undefined) return tolerance;
  throw new BudgetError(
    `budgets.torch: '${String(dtype)}' is no dtype. Write one of ${[...Object.keys(torchTolerances), ...torchExact].join(', ')}.`,
  );
}

/** Options of {@link budgets}.pytest. */
export interface PytestOptions {
  /** Default 1e-6, and none where `abs` is given alone. */
  readonly rel?: number;
  /** Default 1e-12. */
  readonly abs?: number;
  /** Default false. */
  readonly nanOk?: boolean;
}

/**
 * `pytest.approx`: |a − r| ≤ max(rel·|r|, abs). `abs` alone switches the relative tolerance off. Source: pytest 9.0.3, `ApproxScalar`.
 */
function pytest({ rel, abs, nanOk = false }: PytestOptions = {}): Budget {
  const policies: Budget = { nan: nanOk ? 'equal' : 'reject', profile: 'pytest.approx (pytest 9.0.3)' };
  if (rel === undefined && abs !== undefined) return { abs, ...policies };
  // The product is rounded as pytest rounds it: a quotient would differ at the boundary
  return { allclose: { rtol: rel ?? 1e-6, atol: 0 }, abs: abs ?? 1e-12, ...policies };
}

/**
 * Jest's and Vitest's `toBeCloseTo`: |a − r| < 10^−digits / 2, strictly; NaN is equal to nothing. Equal values pass whatever the digits. Source:
 * jest 30, packages/expect/src/matchers.ts.
 */
function jest(digits = 2): Budget {
  if (!Number.isInteger(digits)) {
    throw new BudgetError(
      `budgets.jest: digits must be an integer, got ${String(digits)}. Write budgets.jest(2) for 0.005.`,
    );
  }
  const abs = Number(`1e${-digits}`) / 2;
  if (!(abs <= Number.MAX_VALUE)) {
    throw new BudgetError(
      `budgets.jest: 10^${-digits} / 2 is beyond float64, so that every pair passes. Write more digits.`,
    );
  }
  return { abs, boundary: 'exclusive', nan: 'reject', profile: 'toBeCloseTo (jest 30, vitest 4)' };
}

/** Rules of other libraries by name. */
export const budgets: {
  readonly numpy: typeof numpy;
  readonly torch: typeof torch;
  readonly pytest: typeof pytest;
  readonly jest: typeof jest;
  readonly webnn: typeof webnn;
} = { numpy, torch, pytest, jest, webnn };
