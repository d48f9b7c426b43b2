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

let loaded: { readonly memory: WasmMemory; readonly exports: Functions } | undefined;

/** The module with at least `bytes` of memory behind its own first page. */
function withMemory(bytes: number): { readonly buffer: ArrayBuffer; readonly functions: Functions } {
  loaded ??= instantiate<Functions>(wasmBase64, 2);
  const missing = pageBytes + bytes - loaded.memory.buffer.byteLength;
  if (missing > 0) loaded.memory.grow(Math.ceil(missing / pageBytes));
  return { buffer: loaded.memory.buffer, functions: loaded.exports };
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

function view(wide: boolean, buffer: ArrayBuffer, at: number, length: number): Floats {
  return wide ? new Float64Array(buffer, at, length) : new Float32Array(buffer, at, length);
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
  const { buffer, functions } = withMemory(bytes);
  const [left, right, result, rowPanels, columnPanels, tile] = at as [number, number, number, number, number, number];
  view(wide, buffer, left, a.length).set(a);
  view(wide, buffer, right, b.length).set(b);
  if (wide) {
    functions.packRowsFloat64(left, m, k, rowPanels);
    functions.packColumnsFloat64(right, k, n, columnPanels);
    functions.productFloat64(rowPanels, columnPanels, result, m, k, n, tile);
  } else {
    functions.packRowsFloat32(left, m, k, rowPanels);
    functions.packColumnsFloat32(right, k, n, columnPanels);
    functions.productFloat32(rowPanels, columnPanels, result, m, k, n, tile);
  }
  c.set(view(wide, buffer, result, c.length));
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
  const { buffer, functions } = withMemory(bytes);
  const [from, to] = at as [number, number];
  view(wide, buffer, from, x.length).set(x);
  if (wide) functions.sumsFloat64(from, to, outer, length, inner);
  else functions.sumsFloat32(from, to, outer, length, inner);
  y.set(view(wide, buffer, to, y.length));
}

/** z[i] = x[i mod |x|] ∘ y[i mod |y|], rounded into the type of z. Inputs of the same type as z. */
export function binary(operation: LaneOperation, x: Floats, y: Floats, z: Floats): void {
  const wide = z instanceof Float64Array;
  const width = wide ? 8 : 4;
  const size = z.length;
  const { at, bytes } = layout([size * width, size * width]);
  const { buffer, functions } = withMemory(bytes);
  const [left, right] = at as [number, number];
  repeat(view(wide, buffer, left, size), x);
  repeat(view(wide, buffer, right, size), y);
  const index = laneOperations.indexOf(operation);
  if (wide) functions.binaryFloat64(index, left, right, left, size);
  else functions.binaryFloat32(index, left, right, left, size);
  z.set(view(wide, buffer, left, size));
}

/** Fills `target` with copies of `source`, whose length divides its own. */
function repeat(target: Floats, source: Floats): void {
  const { length } = target;
  if (source.length === 1) {
    target.fill(source[0]!);
    return;
  }
  if (length === 0) return;
  target.set(source);
  for (let filled = source.length; filled < length; filled *= 2)
    target.copyWithin(filled, 0, Math.min(filled, length - filled));
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
  const { buffer, functions } = withMemory(bytes);
  const place = new Float32Array(buffer, at[0]!, values.length);
  place.set(values);
  run(functions, at[0]!);
  values.set(place);
}
