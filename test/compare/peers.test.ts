/**
 * The named profiles against what the libraries themselves decided (fixtures/peers), and WebNN's tolerances against its expected outputs moved by
 * a number of steps (fixtures/webnn).
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { budgets, compareWith } from '../../src/compare/index.ts';
import type { Budget, Dtype, NumericArray, WebnnShapes } from '../../src/compare/index.ts';

interface Recorded {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}
interface Verdict {
  readonly id: number;
  readonly fn: string;
  readonly actual: unknown;
  readonly expected: unknown;
  readonly tol: Record<string, unknown>;
  readonly verdict: boolean | readonly boolean[];
}

const read = (path: string): Buffer => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));
const verdicts: Verdict[] = read('peers/verdicts.jsonl')
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Verdict);

/** Where we differ on purpose; docs/peers.md has the reasons. */
const deliberate = new Map<number, string>([
  [147, 'a number is not broadcast over an array'],
  [200, 'masked array: masked elements agree with everything'],
  [201, 'masked array'],
  [202, 'masked array'],
  [128, 'infinity is not close to the largest float32'],
  [129, 'infinity is not close to the largest float64'],
  [388, 'complex64 is judged in float64, not float32: |a − r| exceeds the tolerance by 1.2e-8'],
  [229, 'dtypes may differ: float32 against int32'],
  [233, 'strides are layout, not numbers'],
]);

class Tensor {
  readonly array: NumericArray;
  constructor(array: NumericArray) {
    this.array = array;
  }
}
const compare = compareWith([(value) => (value instanceof Tensor ? value.array : undefined)]);

const dtypes: Record<string, Dtype> = { python_float: 'float64', python_int: 'int64', python_complex: 'complex128' };
const dtypeOf = (recorded: Recorded): Dtype => dtypes[recorded.dtype] ?? (recorded.dtype as Dtype);
const isInt64 = (dtype: Dtype): boolean => dtype === 'int64' || dtype === 'uint64';
const numberOf = (x: unknown): number =>
  typeof x === 'string' ? { nan: NaN, inf: Infinity, '-inf': -Infinity, '-0': -0 }[x]! : Number(x);

/** A recorded array; int64 beside floats as float64, for integers beside floats are an error here. */
function tensorOf(recorded: Recorded, asFloat: boolean, only?: number): Tensor {
  const dtype = dtypeOf(recorded);
  const elements = only === undefined ? recorded.data : [recorded.data[recorded.data.length === 1 ? 0 : only]];
  const shape = only === undefined ? recorded.shape : [];
  const source = 'recorded';
  if (dtype.startsWith('complex')) {
    return new Tensor({ data: elements.flatMap((pair) => (pair as unknown[]).map(numberOf)), shape, dtype, source });
  }
  const numbers = elements.map(numberOf);
  if (isInt64(dtype))
    return new Tensor(
      asFloat
        ? { data: numbers, shape, dtype: 'float64', source }
        : { data: elements.map((x) => BigInt(x as number | string)), shape, dtype, source },
    );
  return new Tensor({ data: numbers, shape, dtype, source });
}

const isRecorded = (x: unknown): x is Recorded => typeof x === 'object' && x !== null && 'data' in x;
const mixes = (a: unknown, r: unknown): boolean =>
  !(isRecorded(a) && isRecorded(r)) || isInt64(dtypeOf(a)) !== isInt64(dtypeOf(r));
function valueOf(x: unknown, asFloat: boolean, only?: number): unknown {
  return isRecorded(x) ? tensorOf(x, asFloat, only) : numberOf(x);
}

function budgetOf({ fn, tol, actual, expected }: Verdict): Budget {
  const { rtol, atol, equal_nan: equalNan } = tol as { rtol: number; atol: number; equal_nan?: boolean };
  switch (fn) {
    case 'numpy.testing.assert_allclose':
    case 'numpy.allclose':
    case 'numpy.isclose':
      return budgets.numpy({ rtol, atol, equalNan: equalNan! });
    case 'torch.isclose':
      return budgets.torch('float32', { rtol, atol, equalNan: equalNan! });
    case 'torch.testing.assert_close':
      return budgets.torch([dtypeOf(actual as Recorded), dtypeOf(expected as Recorded)], {
        ...(rtol !== undefined && { rtol, atol }),
        equalNan: equalNan ?? false,
      });
    case 'numpy.testing.assert_array_max_ulp':
      return { steps: tol.maxulp as number };
    case 'toBeCloseTo':
      return budgets.jest(tol.digits as number);
    default:
      return budgets.pytest({
        ...(tol.rel !== null && { rel: numberOf(tol.rel) }),
        ...(tol.abs !== null && { abs: numberOf(tol.abs) }),
        nanOk: tol.nan_ok as boolean,
      });
  }
}

/** What we say; an error counts as a refusal. */
function ours(verdict: Verdict, only?: number): boolean {
  const { actual, expected } = verdict;
  const asFloat = mixes(actual, expected);
  try {
    return compare(valueOf(actual, asFloat, only), valueOf(expected, asFloat, only), budgetOf(verdict)).passed;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

describe.each([...new Set(verdicts.map(({ fn }) => fn))])('%s', (fn) => {
  const cases = verdicts.filter((verdict) => verdict.fn === fn);

  test('its verdicts are ours', () => {
    const differing = cases
      .filter(({ id }) => !deliberate.has(id))
      .filter(({ tol }) => !Object.values(tol).includes('inf'))
      .flatMap((verdict) =>
        Array.isArray(verdict.verdict)
          ? (verdict.verdict as boolean[]).flatMap((peer, i) => (ours(verdict, i) === peer ? [] : [{ ...verdict, i }]))
          : ours(verdict) === verdict.verdict
            ? []
            : [verdict],
      );
    expect(differing).toEqual([]);
  });
});

test('the deliberate differences are still differences', () => {
  for (const verdict of verdicts.filter(({ id }) => deliberate.has(id))) {
    const agrees = Array.isArray(verdict.verdict)
      ? (verdict.verdict as boolean[]).every((peer, i) => ours(verdict, i) === peer)
      : ours(verdict) === verdict.verdict;
    expect(agrees, `${verdict.id}: ${deliberate.get(verdict.id)}`).toBe(false);
  }
});

test('an infinite tolerance passes every pair, and is refused', () => {
  const infinite = verdicts.filter(({ tol }) => Object.values(tol).includes('inf'));
  expect(infinite.length).toBeGreaterThan(0);
  for (const verdict of infinite) expect(() => compare(1, 1, budgetOf(verdict))).toThrow(/finite number/);
});

interface WebnnCase {
  readonly op: string;
  readonly name: string;
  readonly inputs: Record<string, Recorded>;
  readonly arguments: Record<string, unknown>;
  readonly expected: Recorded;
  readonly tolerance: readonly ['ULP' | 'ATOL', number];
}
const webnn = (JSON.parse(gunzipSync(read('webnn/cases.json.gz')).toString()) as { cases: WebnnCase[] }).cases.filter(
  ({ expected }) => (expected.dtype === 'float32' || expected.dtype === 'float16') && expected.data.length <= 1000,
);

describe('WebNN', () => {
  const special: Record<string, number> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity, '-0': -0 };
  const numbers = (recorded: Recorded): number[] =>
    recorded.data.map((x) => (typeof x === 'string' ? special[x] : Number(x)));
  const size = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
  const full = (recorded: Recorded): number[] => {
    const values = numbers(recorded);
    return values.length === 1 ? new Array<number>(size(recorded.shape)).fill(values[0]) : values;
  };

  /** Bit patterns as integers in order, and back: written here, apart from the package. */
  const ordinal: Record<string, { to(x: number): number; from(n: number): number; last: number }> = {
    float32: {
      to: (x) => {
        const n = new Int32Array(Float32Array.of(x).buffer)[0];
        return n < 0 ? -(n & 0x7fffffff) : n;
      },
      from: (n) => new Float32Array(Int32Array.of(n < 0 ? -n | 0x80000000 : n).buffer)[0],
      last: 0x7f7fffff,
    },
    float16: {
      to: (x) => {
        const e = Math.max(-14, Math.floor(Math.log2(Math.abs(x))));
        return x === 0 ? 0 : Math.sign(x) * ((e + 14) * 1024 + Math.abs(x) / 2 ** (e - 10));
      },
      from: (n) => {
        const field = Math.floor(Math.abs(n) / 1024);
        const fraction = Math.abs(n) % 1024;
        return Math.sign(n) * (field === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (field - 25));
      },
      last: 0x7bff,
    },
  };

  test.each([0, 1, -1])('expected outputs moved by the tolerance and %i steps more are judged as it says', (beyond) => {
    let judged = 0;
    for (const { name, expected, tolerance } of webnn) {
      if (tolerance[0] !== 'ULP') continue;
      const { to, from, last } = ordinal[expected.dtype];
      const values = full(expected);
      const reference = new Tensor({
        data: values,
        shape: expected.shape,
        dtype: expected.dtype as Dtype,
        source: 'WebNN',
      });
      for (const direction of [1, -1]) {
        const steps = direction * Math.max(0, tolerance[1] + beyond);
        const moved = values.map((x) =>
          Number.isFinite(x) && Math.abs(to(x) + steps) <= last ? from(to(x) + steps) : x,
        );
        const isMoved = moved.some((x, i) => x !== values[i] && !Number.isNaN(x));
        const actual = new Tensor({ ...reference.array, data: moved });
        const { passed } = compare(actual, reference, { steps: tolerance[1] });
        expect(passed, name).toBe(Math.abs(steps) <= tolerance[1] || !isMoved);
        judged++;
      }
    }
    expect(judged).toBeGreaterThan(300);
  });

  test('the profile gives the recorded tolerance for the recorded shapes', () => {
    const seen = new Set<string>();
    for (const { op, name, inputs, arguments: given, expected, tolerance } of webnn) {
      const options = given as {
        axes?: number[];
        groups?: number;
        alpha?: number;
        beta?: number;
        aTranspose?: boolean;
        c?: unknown;
        filterLayout?: string;
        inputLayout?: string;
      };
      if (options.filterLayout !== undefined || options.inputLayout !== undefined) continue;
      const shapeOf = (key: string): readonly number[] | undefined => inputs[String(given[key])]?.shape;
      const shapes: WebnnShapes = {
        dtype: expected.dtype as 'float32',
        ...(shapeOf('a') && { a: shapeOf('a')! }),
        ...(shapeOf('input') && { input: shapeOf('input')! }),
        ...(shapeOf('filter') && { filter: shapeOf('filter')! }),
        ...(typeof given.axis === 'number' && { axis: given.axis }),
        ...(options.axes && { axes: options.axes }),
        ...(options.groups && { groups: options.groups }),
        ...(options.alpha !== undefined && { alpha: options.alpha }),
        ...(options.beta !== undefined && { beta: options.beta }),
        ...(options.aTranspose !== undefined && { aTranspose: options.aTranspose }),
        c: options.c !== undefined,
      };
      const budget = budgets.webnn(op, shapes);
      expect(tolerance[0] === 'ULP' ? budget.steps : budget.abs, name).toBe(tolerance[1]);
      seen.add(op);
    }
    expect(seen.size).toBeGreaterThan(20);
  });
});
