/**
 * A chunk of a comparison in SIMD (AssemblyScript): the errors of n ≤ 2048 pairs in ulps, relative and absolute, then their sums, maxima
 * and counts by size, and the verdict on each pair. src/compare/scalar-engine.ts defines the same functions in JavaScript; results are equal
 * bit for bit, so sums run in two lanes, elements of even and of odd index.
 *
 * Precondition of every function: n is even (the caller pads with a pair of ones, whose errors are 0).
 *
 * Memory: see the layout in ../compare.ts. Arrays lie 17,088 bytes apart: at multiples of 4,096 they would compete for the same cache sets.
 */

const ACTUAL: usize = 0;
const REFERENCE: usize = 17088;
const METRICS: usize = 34176;
const METRIC_BYTES: usize = 17088;
const RESULTS: usize = 136704;
/** Tables of 524,288 bytes follow from 139,264: see `count`. */

/** 2^-400 and 2^400: between them, no error of the quick loop overflows, and no divisor is 0. */
const CARE_BELOW: f64 = 3.8725919148493183e-121;
const CARE_ABOVE: f64 = 2.5822498780869086e120;

const ULPS: usize = METRICS;
const REL: usize = METRICS + METRIC_BYTES;
const ABS: usize = METRICS + 2 * METRIC_BYTES;

/** Two values as float64: exact from either type. */
// @ts-ignore: decorator
@inline
function pair<T>(base: usize, i: usize): v128 {
  if (sizeof<T>() == 4) return f64x2.promote_low_f32x4(v128.load64_zero(base + (i << 2)));
  return v128.load(base + (i << 3));
}

// @ts-ignore: decorator
@inline
function sum(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

// @ts-ignore: decorator
@inline
function largest(v: v128): f64 {
  return max(f64x2.extract_lane(v, 0), f64x2.extract_lane(v, 1));
}

/**
 * Signed errors in ulps, (a − r)·2^(1−E)·scale with 2^E = max(2^⌊log2|r|⌋, minPower) and scale = 2^(p−2): the exponent of the ulp comes from
 * the bits of r by integer subtraction, and both products are exact unless they overflow. Relative errors |a − r|/|r|, absolute |a − r|.
 *
 * `careful` adds what only tiny or zero references and huge errors need: 0/0 is 0, x/0 is NaN (no relative error), overflow saturates.
 * Stores the sum of |a − r|, which is not finite if any value is not, the smallest magnitude, 1 at most, and (careful) how many pairs have no
 * relative error.
 */
// @ts-ignore: decorator
@inline
function measure<A, R>(careful: bool, n: usize, minPower: f64, scale: f64, exponentMask: i64): void {
  const magnitude = i64x2.splat(0x7fffffffffffffff);
  const exponent = i64x2.splat(exponentMask);
  const reciprocal = i64x2.splat(2047 << 52);
  const lowestPower = f64x2.splat(minPower);
  const scales = f64x2.splat(scale);
  const most = f64x2.splat(f64.MAX_VALUE);
  // The quiet NaN without payload: `summarise` counts it apart from zeros
  const nan = i64x2.splat(0x7ff8000000000000);
  const zero = f64x2.splat(0);
  let lowest = f64x2.splat(1);
  let total = zero;
  let missing = i64x2.splat(0);
  for (let i: usize = 0; i < n; i += 2) {
    const a = pair<A>(ACTUAL, i);
    const r = pair<R>(REFERENCE, i);
    const difference = f64x2.sub(a, r);
    const d = v128.and(difference, magnitude);
    const absR = v128.and(r, magnitude);
    lowest = f64x2.pmin(lowest, f64x2.pmin(v128.and(a, magnitude), absR));
    total = f64x2.add(total, d);
    const power = f64x2.pmax(v128.and(r, exponent), lowestPower);
    const ulps = f64x2.mul(f64x2.mul(difference, i64x2.sub(reciprocal, power)), scales);
    const rel = f64x2.div(d, absR);
    if (careful) {
      const same = f64x2.eq(d, zero);
      const none = v128.andnot(f64x2.eq(absR, zero), same);
      missing = i64x2.sub(missing, none);
      const sign = v128.andnot(ulps, magnitude);
      v128.store(ULPS + (i << 3), v128.or(f64x2.pmin(v128.and(ulps, magnitude), most), sign));
      v128.store(REL + (i << 3), v128.bitselect(nan, v128.andnot(f64x2.pmin(rel, most), same), none));
    } else {
      v128.store(ULPS + (i << 3), ulps);
      v128.store(REL + (i << 3), rel);
    }
    v128.store(ABS + (i << 3), d);
  }
  if (careful) store<i64>(RESULTS + 16, lanes(missing));
  store<f64>(RESULTS, sum(total));
  store<f64>(RESULTS + 8, min(f64x2.extract_lane(lowest, 0), f64x2.extract_lane(lowest, 1)));
}

/**
 * Adds one to two counters of a metric's table, whose offsets are the low words of the lanes. The address of the table is an immediate of the
 * instruction, which only a literal becomes.
 */
// @ts-ignore: decorator
@inline
function count(metric: usize, offsets: v128): void {
  const first = <usize>i32x4.extract_lane(offsets, 0);
  const second = <usize>i32x4.extract_lane(offsets, 2);
  if (metric == 0) {
    store<u32>(first, load<u32>(first, 139264) + 1, 139264);
    store<u32>(second, load<u32>(second, 139264) + 1, 139264);
  } else if (metric == 1) {
    store<u32>(first, load<u32>(first, 663552) + 1, 663552);
    store<u32>(second, load<u32>(second, 663552) + 1, 663552);
  } else if (metric == 2) {
    store<u32>(first, load<u32>(first, 1187840) + 1, 1187840);
    store<u32>(second, load<u32>(second, 1187840) + 1, 1187840);
  } else {
    store<u32>(first, load<u32>(first, 1712128) + 1, 1712128);
    store<u32>(second, load<u32>(second, 1712128) + 1, 1712128);
  }
}

/**
 * Sum, signed sum, sum of squares and maximum of |x| over one array of errors, NaN left out; and, in that array's table, the count of each
 * bucket: bucket k holds (x_k, x_(k+1)], x_k being the float64 with bits k·2^46, so that 64 buckets share a power of two; the last holds 0.
 * Only errors in ulps (metric 0) have signs.
 */
// @ts-ignore: decorator
@inline
function add(metric: usize, n: usize): void {
  const magnitude = i64x2.splat(0x7fffffffffffffff);
  const one = i64x2.splat(1);
  const bucket = i64x2.splat(0x7fffc);
  let total = f64x2.splat(0);
  let signed = total;
  let squares = total;
  let most = total;
  const start = METRICS + metric * METRIC_BYTES;
  const end = start + (n << 3);
  for (let at = start; at < end; at += 16) {
    let w = v128.load(at);
    let x = metric == 0 ? v128.and(w, magnitude) : w;
    count(metric, v128.and(i64x2.shr_u(i64x2.sub(x, one), 44), bucket));
    const known = f64x2.eq(x, x);
    x = v128.and(x, known);
    w = v128.and(w, known);
    total = f64x2.add(total, x);
    if (metric == 0) signed = f64x2.add(signed, w);
    squares = f64x2.add(squares, f64x2.mul(x, x));
    most = f64x2.pmax(most, x);
  }
  storeSums(metric, total, metric == 0 ? signed : total, squares, most);
}

/** {@link add} where no error is NaN; two steps at a time, for the loop costs as much as a step does. */
// @ts-ignore: decorator
@inline
function addComplete(metric: usize, n: usize): void {
  const magnitude = i64x2.splat(0x7fffffffffffffff);
  const one = i64x2.splat(1);
  const bucket = i64x2.splat(0x7fffc);
  let total = f64x2.splat(0);
  let signed = total;
  let squares = total;
  let most = total;
  const start = METRICS + metric * METRIC_BYTES;
  const end = start + (n << 3);
  let at = start;
  for (; at + 16 < end; at += 32) {
    const w = v128.load(at);
    const x = metric == 0 ? v128.and(w, magnitude) : w;
    count(metric, v128.and(i64x2.shr_u(i64x2.sub(x, one), 44), bucket));
    total = f64x2.add(total, x);
    if (metric == 0) signed = f64x2.add(signed, w);
    squares = f64x2.add(squares, f64x2.mul(x, x));
    most = f64x2.pmax(most, x);
    const v = v128.load(at, 16);
    const y = metric == 0 ? v128.and(v, magnitude) : v;
    count(metric, v128.and(i64x2.shr_u(i64x2.sub(y, one), 44), bucket));
    total = f64x2.add(total, y);
    if (metric == 0) signed = f64x2.add(signed, v);
    squares = f64x2.add(squares, f64x2.mul(y, y));
    most = f64x2.pmax(most, y);
  }
  if (at < end) {
    const w = v128.load(at);
    const x = metric == 0 ? v128.and(w, magnitude) : w;
    count(metric, v128.and(i64x2.shr_u(i64x2.sub(x, one), 44), bucket));
    total = f64x2.add(total, x);
    if (metric == 0) signed = f64x2.add(signed, w);
    squares = f64x2.add(squares, f64x2.mul(x, x));
    most = f64x2.pmax(most, x);
  }
  storeSums(metric, total, metric == 0 ? signed : total, squares, most);
}

// @ts-ignore: decorator
@inline
function storeSums(metric: usize, total: v128, signed: v128, squares: v128, most: v128): void {
  const results = RESULTS + 64 + (metric << 5);
  store<f64>(results, sum(total));
  store<f64>(results + 8, sum(signed));
  store<f64>(results + 16, sum(squares));
  store<f64>(results + 24, largest(most));
}

export function summarise(metric: usize, n: usize): void {
  if (metric == 0) add(0, n);
  else if (metric == 1) add(1, n);
  else if (metric == 2) add(2, n);
  else add(3, n);
}

/**
 * Measures and sums up in one function, which V8 compiles to better code than one for each loop. Returns false, with nothing counted, where
 * the chunk needs care.
 */
// @ts-ignore: decorator
@inline
function quick<A, R>(n: usize, minPower: f64, scale: f64, exponentMask: i64): bool {
  measure<A, R>(false, n, minPower, scale, exponentMask);
  if (!(load<f64>(RESULTS) < CARE_ABOVE && load<f64>(RESULTS + 8) >= CARE_BELOW)) return false;
  addComplete(0, n);
  addComplete(1, n);
  addComplete(2, n);
  return true;
}

export function quick32x32(n: usize, minPower: f64, scale: f64, exponentMask: i64): bool {
  return quick<f32, f32>(n, minPower, scale, exponentMask);
}
export function careful32x32(n: usize, minPower: f64, scale: f64, exponentMask: i64): void {
  measure<f32, f32>(true, n, minPower, scale, exponentMask);
}
export function quick32x64(n: usize, minPower: f64, scale: f64, exponentMask: i64): bool {
  return quick<f32, f64>(n, minPower, scale, exponentMask);
}
export function careful32x64(n: usize, minPower: f64, scale: f64, exponentMask: i64): void {
  measure<f32, f64>(true, n, minPower, scale, exponentMask);
}
export function quick64x32(n: usize, minPower: f64, scale: f64, exponentMask: i64): bool {
  return quick<f64, f32>(n, minPower, scale, exponentMask);
}
export function careful64x32(n: usize, minPower: f64, scale: f64, exponentMask: i64): void {
  measure<f64, f32>(true, n, minPower, scale, exponentMask);
}
export function quick64x64(n: usize, minPower: f64, scale: f64, exponentMask: i64): bool {
  return quick<f64, f64>(n, minPower, scale, exponentMask);
}
export function careful64x64(n: usize, minPower: f64, scale: f64, exponentMask: i64): void {
  measure<f64, f64>(true, n, minPower, scale, exponentMask);
}

/**
 * Which pairs are within which of `count` terms: pair i is within term k when |metric_k(i)| ≤ threshold_k. No error is NaN.
 *
 * Rows of results, 32 bytes a term from RESULTS + 320: the metric and threshold on entry; on return how many pairs are within, how many
 * are within this term alone, and the largest error among those that are within no other term. At RESULTS + 8: pairs within none.
 */
export function judge(count: usize, n: usize): void {
  const magnitude = i64x2.splat(0x7fffffffffffffff);
  const nothing = i64x2.splat(0);
  const rows = RESULTS + 320;
  let missed = nothing;
  for (let k: usize = 0; k < count; k++) {
    v128.store(rows + k * 64 + 16, nothing);
    v128.store(rows + k * 64 + 32, nothing);
    v128.store(rows + k * 64 + 48, nothing);
  }
  for (let i: usize = 0; i < n; i += 2) {
    let passes = nothing;
    for (let k: usize = 0; k < count; k++) {
      const row = rows + (k << 6);
      const x = v128.and(v128.load(METRICS + load<usize>(row) * METRIC_BYTES + (i << 3)), magnitude);
      const within = f64x2.le(x, v128.load64_splat(row + 8));
      passes = i64x2.add(passes, within);
      v128.store(row + 16, i64x2.sub(v128.load(row + 16), within));
    }
    missed = i64x2.sub(missed, i64x2.eq(passes, nothing));
    for (let k: usize = 0; k < count; k++) {
      const row = rows + (k << 6);
      const x = v128.and(v128.load(METRICS + load<usize>(row) * METRIC_BYTES + (i << 3)), magnitude);
      const within = f64x2.le(x, v128.load64_splat(row + 8));
      const alone = i64x2.eq(passes, within);
      v128.store(row + 32, i64x2.sub(v128.load(row + 32), v128.and(alone, within)));
      v128.store(row + 48, f64x2.pmax(v128.load(row + 48), v128.and(alone, x)));
    }
  }
  store<i64>(RESULTS + 16, i64x2.extract_lane(missed, 0) + i64x2.extract_lane(missed, 1));
}

/**
 * {@link judge} for two terms that are limited: how many pairs are within the first, the second, and either (from which follow the numbers
 * that are within one alone), and the largest error of each among the pairs that are outside the other.
 */
export function judgeTwo(metricA: usize, a: f64, metricB: usize, b: f64, n: usize): void {
  const magnitude = i64x2.splat(0x7fffffffffffffff);
  const valuesA = METRICS + metricA * METRIC_BYTES;
  const valuesB = METRICS + metricB * METRIC_BYTES;
  const limitA = f64x2.splat(a);
  const limitB = f64x2.splat(b);
  let withinA = i64x2.splat(0);
  let withinB = withinA;
  let either = withinA;
  let maxA = withinA;
  let maxB = withinA;
  for (let i: usize = 0; i < n; i += 2) {
    const x = v128.and(v128.load(valuesA + (i << 3)), magnitude);
    const y = v128.and(v128.load(valuesB + (i << 3)), magnitude);
    const passA = f64x2.le(x, limitA);
    const passB = f64x2.le(y, limitB);
    withinA = i64x2.sub(withinA, passA);
    withinB = i64x2.sub(withinB, passB);
    either = i64x2.sub(either, v128.or(passA, passB));
    maxA = f64x2.pmax(maxA, v128.andnot(x, passB));
    maxB = f64x2.pmax(maxB, v128.andnot(y, passA));
  }
  store<i64>(RESULTS + 16, lanes(withinA));
  store<i64>(RESULTS + 24, lanes(withinB));
  store<i64>(RESULTS + 32, lanes(either));
  store<f64>(RESULTS + 40, largest(maxA));
  store<f64>(RESULTS + 48, largest(maxB));
}

/**
 * Zeros, values of magnitude in (0, minNormal) on each side, and pairs of zeros of different sign. `types`: bit 0 is set for a float64 actual,
 * bit 1 for a float64 reference.
 */
export function classify(types: i32, n: usize, minNormal: f64): void {
  if (types == 0) classes<f32, f32>(n, minNormal);
  else if (types == 1) classes<f64, f32>(n, minNormal);
  else if (types == 2) classes<f32, f64>(n, minNormal);
  else classes<f64, f64>(n, minNormal);
}

// @ts-ignore: decorator
@inline
function classes<A, R>(n: usize, minNormal: f64): void {
  const magnitude = i64x2.splat(0x7fffffffffffffff);
  const zero = f64x2.splat(0);
  const bound = f64x2.splat(minNormal);
  let zerosA = i64x2.splat(0);
  let belowA = zerosA;
  let zerosR = zerosA;
  let belowR = zerosA;
  let signs = zerosA;
  for (let i: usize = 0; i < n; i += 2) {
    const a = pair<A>(ACTUAL, i);
    const r = pair<R>(REFERENCE, i);
    const zeroA = f64x2.eq(a, zero);
    const zeroR = f64x2.eq(r, zero);
    zerosA = i64x2.sub(zerosA, zeroA);
    zerosR = i64x2.sub(zerosR, zeroR);
    belowA = i64x2.sub(belowA, v128.andnot(f64x2.lt(v128.and(a, magnitude), bound), zeroA));
    belowR = i64x2.sub(belowR, v128.andnot(f64x2.lt(v128.and(r, magnitude), bound), zeroR));
    signs = i64x2.add(signs, i64x2.shr_u(v128.and(v128.and(zeroA, zeroR), v128.xor(a, r)), 63));
  }
  store<i64>(RESULTS + 24, lanes(zerosA));
  store<i64>(RESULTS + 32, lanes(belowA));
  store<i64>(RESULTS + 40, lanes(zerosR));
  store<i64>(RESULTS + 48, lanes(belowR));
  store<i64>(RESULTS + 56, lanes(signs));
}

// @ts-ignore: decorator
@inline
function lanes(v: v128): i64 {
  return i64x2.extract_lane(v, 0) + i64x2.extract_lane(v, 1);
}
