/**
 * The tensor core's loops in WebAssembly SIMD. Each equals its definition in `src/arithmetic/summation.ts` (sequential order, to
 * nearest) or the scalar operation, bit for bit: they are fast paths, never another arithmetic.
 */
import { wasmBase64 } from './generated/dense.ts';
import { instantiate, pageBytes } from './instantiate.ts';
import type { WasmMemory } from './instantiate.ts';

/** float64 or float32 numbers. */
export type Floats = Float64Array | Float32Array;

/** Operations on two numbers that have a SIMD loop, in the order of the switch in the WebAssembly module. */
export const laneOperations = ['add', 'sub', 'mul', 'div', 'gt', 'max', 'gate'] as const;
export type LaneOperation = (typeof laneOperations)[number];

interface Functions {
  packRowsFloat32(a: number, m: number, k: number, panels: number): void;
  packColumnsFloat32(b: number, k: number, n: number, panels: number): void;
  productFloat32(left: number, right: number, c: number, m: number, k: number, n: number, tile: number): void;
  packRowsFloat64(a: number, m: number, k: number, panels: number): void;
  packColumnsFloat64(b: number, k: number, n: number, panels: number): void;
  productFloat64(left: number, right: number, c: number, m: number, k: number, n: number, tile: number): void;
  sumsFloat32(x: number, y: number, outer: number, length: number, inner: number): void;
  sumsFloat64(x: number, y: number, outer: number, length: number, inner: number): void;
  binaryFloat32(operation: number, x: number, y: number, z: number, n: number): void;
  binaryFloat64(operation: number, x: number, y: number, z: number, n: number): void;
  roundFloat32(
    x: number,
    n: number,
    smallest: number,
    largest: number,
    shift: number,
    limit: number,
    beyond: number,
  ): void;
  roundBfloat16(x: number, n: number): void;
}

interface Module {
  readonly memory: WasmMemory;
  readonly functions: Functions;
  /** The whole memory; renewed when it has grown. */
  float32: Float32Array;
  float64: Float64Array;
}

let loaded: Module | undefined;

/** The module with at least `bytes` of memory behind its own first page. */
function withMemory(bytes: number): Module {
  if (loaded === undefined) {
    const { memory, exports } = instantiate<Functions>(wasmBase64, 2);
    loaded = { memory, functions: exports, ...wholeOf(memory) };
  }
  const missing = pageBytes + bytes - loaded.float64.byteLength;
  if (missing > 0) {
    loaded.memory.grow(Math.ceil(missing / pageBytes));
    Object.assign(loaded, wholeOf(loaded.memory));
  }
  return loaded;
}

function wholeOf({ buffer }: WasmMemory): Pick<Module, 'float32' | 'float64'> {
  return { float32: new Float32Array(buffer), float64: new Float64Array(buffer) };
}

/** Places of the given sizes in bytes, one behind the other, each padded to whole vectors and one more. */
function layout(sizes: readonly number[]): { readonly at: readonly number[]; readonly bytes: number } {
  const at: number[] = [];
  let end = pageBytes;
  for (const size of sizes) {
    at.push(end);
    end += ((size + 15) & ~15) + 16;
  }
  return { at, bytes: end - pageBytes };
}

/** Copies numbers to the byte address `at`. */
function put({ float32, float64 }: Module, at: number, values: Floats): void {
  if (values instanceof Float64Array) float64.set(values, at / 8);
  else float32.set(values, at / 4);
}

/** Fills `result` with the numbers from the byte address `at` on. */
function take({ float32, float64 }: Module, at: number, result: Floats): void {
  const { length } = result;
  if (result instanceof Float64Array) result.set(float64.subarray(at / 8, at / 8 + length));
  else result.set(float32.subarray(at / 4, at / 4 + length));
}

/**
 * C = A·B (m × k times k × n, row-major), into `c`: each sum in the order of the inner index, products and additions each rounded into
 * the type of the arrays. All three are of one type.
 */
export function product(a: Floats, b: Floats, c: Floats, m: number, k: number, n: number): void {
  const wide = c instanceof Float64Array;
  const width = wide ? 8 : 4;
  const columns = wide ? 4 : 8;
  if (k === 0) {
    c.fill(0);
    return;
  }
  const up = (size: number, to: number): number => Math.ceil(size / to) * to;
  const { at, bytes } = layout([
    a.length * width,
    b.length * width,
    c.length * width,
    up(m, 4) * k * width,
    up(n, columns) * k * width,
    4 * columns * width,
  ]);
  const module = withMemory(bytes);
  const { functions } = module;
  const [left, right, result, rowPanels, columnPanels, tile] = at as [number, number, number, number, number, number];
  put(module, left, a);
  put(module, right, b);
  if (wide) {
    functions.packRowsFloat64(left, m, k, rowPanels);
    functions.packColumnsFloat64(right, k, n, columnPanels);
    functions.productFloat64(rowPanels, columnPanels, result, m, k, n, tile);
  } else {
    functions.packRowsFloat32(left, m, k, rowPanels);
    functions.packColumnsFloat32(right, k, n, columnPanels);
    functions.productFloat32(rowPanels, columnPanels, result, m, k, n, tile);
  }
  take(module, result, c);
}

/** y[o, i] = Σⱼ x[o, j, i] in the order of j, each addition rounded into the type of the arrays. */
export function sums(x: Floats, y: Floats, outer: number, length: number, inner: number): void {
  if (length === 0) {
    y.fill(0);
    return;
  }
  const wide = y instanceof Float64Array;
  const width = wide ? 8 : 4;
  const { at, bytes } = layout([x.length * width, y.length * width]);
  const module = withMemory(bytes);
  const { functions } = module;
  const [from, to] = at as [number, number];
  put(module, from, x);
  if (wide) functions.sumsFloat64(from, to, outer, length, inner);
  else functions.sumsFloat32(from, to, outer, length, inner);
  take(module, to, y);
}

/** z[i] = x[i mod |x|] ∘ y[i mod |y|], rounded into the type of z. Inputs of the same type as z. */
export function binary(operation: LaneOperation, x: Floats, y: Floats, z: Floats): void {
  const size = z.length;
  if (size <= few) {
    scalar[operation](x, y, z);
    return;
  }
  const wide = z instanceof Float64Array;
  const width = wide ? 8 : 4;
  const { at, bytes } = layout([size * width, size * width]);
  const module = withMemory(bytes);
  const [left, right] = at as [number, number];
  repeat(module, left, size, x);
  repeat(module, right, size, y);
  const index = laneOperations.indexOf(operation);
  if (wide) module.functions.binaryFloat64(index, left, right, left, size);
  else module.functions.binaryFloat32(index, left, right, left, size);
  take(module, left, z);
}

/** Up to here a plain loop is faster than the way into WebAssembly and back. */
const few = 128;

/**
 * The same operations one by one. Float64 arithmetic rounded to float32 by the store is float32 arithmetic (Figueroa: 53 ≥ 2·24 + 2).
 * Each has a loop of its own, so that engines compile it for what it does.
 */
const scalar: Readonly<Record<LaneOperation, (x: Floats, y: Floats, z: Floats) => void>> = {
  add: (x, y, z) => {
    for (let i = 0, j = 0, k = 0; k < z.length; k++) {
      z[k] = x[i]! + y[j]!;
      if (++i === x.length) i = 0;
      if (++j === y.length) j = 0;
    }
  },
  sub: (x, y, z) => {
    for (let i = 0, j = 0, k = 0; k < z.length; k++) {
      z[k] = x[i]! - y[j]!;
      if (++i === x.length) i = 0;
      if (++j === y.length) j = 0;
    }
  },
  mul: (x, y, z) => {
    for (let i = 0, j = 0, k = 0; k < z.length; k++) {
      z[k] = x[i]! * y[j]!;
      if (++i === x.length) i = 0;
      if (++j === y.length) j = 0;
    }
  },
  div: (x, y, z) => {
    for (let i = 0, j = 0, k = 0; k < z.length; k++) {
      z[k] = x[i]! / y[j]!;
      if (++i === x.length) i = 0;
      if (++j === y.length) j = 0;
    }
  },
  gt: (x, y, z) => {
    for (let i = 0, j = 0, k = 0; k < z.length; k++) {
      z[k] = x[i]! > y[j]! ? 1 : 0;
      if (++i === x.length) i = 0;
      if (++j === y.length) j = 0;
    }
  },
  max: (x, y, z) => {
    for (let i = 0, j = 0, k = 0; k < z.length; k++) {
      z[k] = Math.max(x[i]!, y[j]!);
      if (++i === x.length) i = 0;
      if (++j === y.length) j = 0;
    }
  },
  gate: (x, y, z) => {
    for (let i = 0, j = 0, k = 0; k < z.length; k++) {
      z[k] = y[j]! > 0 ? x[i]! : 0;
      if (++i === x.length) i = 0;
      if (++j === y.length) j = 0;
    }
  },
};

/** Fills `size` places from the byte address `at` on with copies of `source`, whose length divides it. */
function repeat(module: Module, at: number, size: number, source: Floats): void {
  const { length } = source;
  const wide = source instanceof Float64Array;
  const whole = wide ? module.float64 : module.float32;
  const from = wide ? at / 8 : at / 4;
  if (length === 1) {
    whole.fill(source[0]!, from, from + size);
    return;
  }
  whole.set(source, from);
  for (let filled = length; filled < size; filled *= 2)
    whole.copyWithin(from + filled, from, from + Math.min(filled, size - filled));
}

/** A narrow format as the rounding loop needs it. */
export interface NarrowFormat {
  readonly precision: number;
  readonly emin: number;
  readonly emax: number;
  /** The largest finite value. */
  readonly limit: number;
  /** What a positive overflow gives: infinity, NaN or the limit. */
  readonly beyond: number;
}

/** Rounds float32 numbers, in place, to nearest even into a format of precision at most 11 whose exponents lie well inside float32's. */
export function roundToNarrow(values: Float32Array, { precision, emin, emax, limit, beyond }: NarrowFormat): void {
  inPlace(values, (functions, at) =>
    functions.roundFloat32(at, values.length, (emin + 127) << 23, (emax + 128) << 23, 24 - precision, limit, beyond),
  );
}

/** Rounds float32 numbers, in place, to nearest even into bfloat16. */
export function roundToBfloat16(values: Float32Array): void {
  inPlace(values, (functions, at) => functions.roundBfloat16(at, values.length));
}

function inPlace(values: Float32Array, run: (functions: Functions, at: number) => void): void {
  const { at, bytes } = layout([values.byteLength]);
  const module = withMemory(bytes);
  put(module, at[0]!, values);
  run(module.functions, at[0]!);
  take(module, at[0]!, values);
}
