/**
 * Loops of the tensor core in SIMD: matrix products, sums and elementwise operations in float32 and float64.
 *
 * The bits are those of the definition (src/arithmetic/summation.ts, sequential order): every element's sum is taken over the
 * inner index in order, one rounding for each product and one for each addition. Lanes run over output elements, never over terms.
 * Sums start from −0, which is neutral for every value, −0 included.
 */

const rowsOfTile: i32 = 4;
/** Terms between two visits of the same tile: a panel of B then stays in the first-level cache. */
const depth: i32 = 256;

// ------------------------------------------------------------------------------------------------------------ products

/** Columns of a tile: two vectors. */
// @ts-ignore: decorator
@inline
function columnsOfTile<T>(): i32 {
  return <i32>(32 / sizeof<T>());
}

/** Lays rows 0…m−1 of A (m × k) into panels of 4 rows, each stored term by term: panel[p][t][r]; missing rows are 0. */
function packRows<T>(a: usize, m: i32, k: i32, panels: usize): void {
  for (let i = 0; i < m; i += rowsOfTile) {
    const rows = min(rowsOfTile, m - i);
    for (let t = 0; t < k; t++) {
      for (let r = 0; r < rowsOfTile; r++) {
        store<T>(panels, r < rows ? load<T>(a + (<usize>(i + r) * k + t) * sizeof<T>()) : <T>0);
        panels += sizeof<T>();
      }
    }
  }
}

/** Lays the columns of B (k × n) into panels of as many columns as a tile has, each stored term by term; missing columns are 0. */
function packColumns<T>(b: usize, k: i32, n: i32, panels: usize): void {
  const width = columnsOfTile<T>();
  for (let j = 0; j < n; j += width) {
    const columns = min(width, n - j);
    for (let t = 0; t < k; t++) {
      const row = b + (<usize>t * n + j) * sizeof<T>();
      if (columns == width) {
        v128.store(panels, v128.load(row));
        v128.store(panels, v128.load(row, 16), 16);
      } else {
        for (let c = 0; c < width; c++) {
          store<T>(panels + <usize>c * sizeof<T>(), c < columns ? load<T>(row + <usize>c * sizeof<T>()) : <T>0);
        }
      }
      panels += 32;
    }
  }
}

/** C (m × n) = A·B from the packed panels; `place` is room for one tile. */
function product<T>(left: usize, right: usize, c: usize, m: i32, k: i32, n: i32, place: usize): void {
  const width = columnsOfTile<T>();
  for (let from = 0; from < k; from += depth) {
    const terms = min(depth, k - from);
    for (let j = 0; j < n; j += width) {
      const b = right + (<usize>j * k + <usize>from * width) * sizeof<T>();
      const columns = min(width, n - j);
      for (let i = 0; i < m; i += rowsOfTile) {
        const a = left + (<usize>i * k + <usize>from * rowsOfTile) * sizeof<T>();
        const rows = min(rowsOfTile, m - i);
        const target = c + (<usize>i * n + j) * sizeof<T>();
        if (rows == rowsOfTile && columns == width) {
          tile<T>(a, b, terms, target, n, from == 0);
        } else {
          if (from != 0) copyTile<T>(target, n, place, width, rows, columns);
          tile<T>(a, b, terms, place, width, from == 0);
          copyTile<T>(place, width, target, n, rows, columns);
        }
      }
    }
  }
}

function tile<T>(a: usize, b: usize, terms: i32, c: usize, n: i32, first: bool): void {
  const row = <usize>n * sizeof<T>();
  let c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128, c30: v128, c31: v128;
  if (first) {
    c00 = v128.splat<T>(<T>-0.0);
    c01 = c00; c10 = c00; c11 = c00; c20 = c00; c21 = c00; c30 = c00; c31 = c00;
  } else {
    c00 = v128.load(c); c01 = v128.load(c, 16);
    c10 = v128.load(c + row); c11 = v128.load(c + row, 16);
    c20 = v128.load(c + 2 * row); c21 = v128.load(c + 2 * row, 16);
    c30 = v128.load(c + 3 * row); c31 = v128.load(c + 3 * row, 16);
  }
  const step = rowsOfTile * sizeof<T>();
  const end = a + <usize>terms * step;
  while (a < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    c00 = v128.add<T>(c00, v128.mul<T>(x, b0));
    c01 = v128.add<T>(c01, v128.mul<T>(x, b1));
    x = v128.load_splat<T>(a, sizeof<T>());
    c10 = v128.add<T>(c10, v128.mul<T>(x, b0));
    c11 = v128.add<T>(c11, v128.mul<T>(x, b1));
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = v128.add<T>(c20, v128.mul<T>(x, b0));
    c21 = v128.add<T>(c21, v128.mul<T>(x, b1));
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    c30 = v128.add<T>(c30, v128.mul<T>(x, b0));
    c31 = v128.add<T>(c31, v128.mul<T>(x, b1));
    a += step;
    b += 32;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c + row, c10); v128.store(c + row, c11, 16);
  v128.store(c + 2 * row, c20); v128.store(c + 2 * row, c21, 16);
  v128.store(c + 3 * row, c30); v128.store(c + 3 * row, c31, 16);
}

/** Copies rows × columns elements between places whose rows are `fromRow` and `toRow` elements apart. */
function copyTile<T>(from: usize, fromRow: i32, to: usize, toRow: i32, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    memory.copy(to + <usize>(r * toRow) * sizeof<T>(), from + <usize>(r * fromRow) * sizeof<T>(), <usize>columns * sizeof<T>());
  }
}

export function packRowsFloat32(a: usize, m: i32, k: i32, panels: usize): void {
  packRows<f32>(a, m, k, panels);
}
export function packRowsFloat64(a: usize, m: i32, k: i32, panels: usize): void {
  packRows<f64>(a, m, k, panels);
}
export function packColumnsFloat32(b: usize, k: i32, n: i32, panels: usize): void {
  packColumns<f32>(b, k, n, panels);
}
export function packColumnsFloat64(b: usize, k: i32, n: i32, panels: usize): void {
  packColumns<f64>(b, k, n, panels);
}
export function productFloat32(left: usize, right: usize, c: usize, m: i32, k: i32, n: i32, place: usize): void {
  product<f32>(left, right, c, m, k, n, place);
}
export function productFloat64(left: usize, right: usize, c: usize, m: i32, k: i32, n: i32, place: usize): void {
  product<f64>(left, right, c, m, k, n, place);
}

// ---------------------------------------------------------------------------------------------------------------- sums

/** y[o, i] = Σⱼ x[o, j, i], j in order. */
function sums<T>(x: usize, y: usize, outer: i32, length: i32, inner: i32): void {
  const row = <usize>inner * sizeof<T>();
  const lanes = <i32>(16 / sizeof<T>());
  for (let o = 0; o < outer; o++) {
    let i = 0;
    for (; i + lanes <= inner; i += lanes) {
      let s: v128 = v128.splat<T>(<T>-0.0);
      let p = x + <usize>i * sizeof<T>();
      for (let j = 0; j < length; j++, p += row) s = v128.add<T>(s, v128.load(p));
      v128.store(y + <usize>i * sizeof<T>(), s);
    }
    for (; i < inner; i++) {
      let s = <T>-0.0;
      let p = x + <usize>i * sizeof<T>();
      for (let j = 0; j < length; j++, p += row) s += load<T>(p);
      store<T>(y + <usize>i * sizeof<T>(), s);
    }
    x += row * length;
    y += row;
  }
}

export function sumsFloat32(x: usize, y: usize, outer: i32, length: i32, inner: i32): void {
  sums<f32>(x, y, outer, length, inner);
}
export function sumsFloat64(x: usize, y: usize, outer: i32, length: i32, inner: i32): void {
  sums<f64>(x, y, outer, length, inner);
}

// ---------------------------------------------------------------------------------------------------------- elementwise

/** z[i] = x[i] ∘ y[i] for n numbers; which ∘: see `laneOperations` in ../dense.ts. Reads and writes whole vectors: pad to 16 bytes. */
function binary<T>(operation: i32, x: usize, y: usize, z: usize, n: i32): void {
  const end = x + <usize>n * sizeof<T>();
  switch (operation) {
    case 0: for (; x < end; x += 16, y += 16, z += 16) v128.store(z, v128.add<T>(v128.load(x), v128.load(y))); break;
    case 1: for (; x < end; x += 16, y += 16, z += 16) v128.store(z, v128.sub<T>(v128.load(x), v128.load(y))); break;
    case 2: for (; x < end; x += 16, y += 16, z += 16) v128.store(z, v128.mul<T>(v128.load(x), v128.load(y))); break;
    case 3: for (; x < end; x += 16, y += 16, z += 16) v128.store(z, v128.div<T>(v128.load(x), v128.load(y))); break;
    case 4: for (; x < end; x += 16, y += 16, z += 16) v128.store(z, v128.and(v128.gt<T>(v128.load(x), v128.load(y)), v128.splat<T>(<T>1))); break;
    case 5: for (; x < end; x += 16, y += 16, z += 16) v128.store(z, v128.max<T>(v128.load(x), v128.load(y))); break;
    default: for (; x < end; x += 16, y += 16, z += 16) v128.store(z, v128.and(v128.load(x), v128.gt<T>(v128.load(y), v128.splat<T>(<T>0))));
  }
}

export function binaryFloat32(operation: i32, x: usize, y: usize, z: usize, n: i32): void {
  binary<f32>(operation, x, y, z, n);
}
export function binaryFloat64(operation: i32, x: usize, y: usize, z: usize, n: i32): void {
  binary<f64>(operation, x, y, z, n);
}

// ------------------------------------------------------------------------------------------------------------- rounding

/**
 * Rounds n float32 numbers in place into a format of precision p ≤ 11, to nearest even, as src/formats/rounder.ts does in float64:
 * adding and subtracting M = 1.5·2^(23 + k) aligns the last bit with 2^k, the quantum at x.
 *
 * @param smallest - bits of 2^emin; @param largest - bits of 2^(emax + 1)
 * @param shift - 24 − p; @param limit - the largest finite value; @param beyond - what overflow gives (with x's sign)
 */
export function roundFloat32(x: usize, n: i32, smallest: i32, largest: i32, shift: i32, limit: f32, beyond: f32): void {
  const exponent = i32x4.splat(0x7f800000);
  const sign = i32x4.splat(0x80000000);
  const low = i32x4.splat(smallest);
  const high = i32x4.splat(largest);
  const up = i32x4.splat((shift << 23) | 0x400000);
  const top = f32x4.splat(limit);
  const over = f32x4.splat(beyond);
  for (const end = x + (<usize>n << 2); x < end; x += 16) {
    const v = v128.load(x);
    const e = i32x4.min_s(i32x4.max_s(v128.and(v, exponent), low), high);
    const m = i32x4.add(e, up);
    const rounded = f32x4.sub(f32x4.add(v, m), m);
    const magnitude = f32x4.abs(rounded);
    const capped = v128.bitselect(over, magnitude, f32x4.gt(magnitude, top));
    v128.store(x, v128.or(capped, v128.and(v, sign)));
  }
}

/** Rounds n float32 numbers in place to bfloat16, to nearest even, on the bits: NaN stays NaN, overflow is the carry into infinity. */
export function roundBfloat16(x: usize, n: i32): void {
  const half = i32x4.splat(0x7fff);
  const one = i32x4.splat(1);
  const keep = i32x4.splat(0xffff0000);
  for (const end = x + (<usize>n << 2); x < end; x += 16) {
    const v = v128.load(x);
    const rounded = v128.and(i32x4.add(v, i32x4.add(half, v128.and(i32x4.shr_u(v, 16), one))), keep);
    v128.store(x, v128.bitselect(rounded, v, f32x4.eq(v, v)));
  }
}
