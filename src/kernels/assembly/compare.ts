/**
 * A chunk of a comparison in SIMD (AssemblyScript): the errors of n ≤ 4096 pairs in ulps, relative and absolute, then their sums, maxima
 * and counts by size, and the verdict on each pair. src/compare/scalar-engine.ts defines the same functions in JavaScript; results are equal
 * bit for bit, so sums run in two lanes, elements of even and of odd index.
 *
 * Precondition of every function: n is even (the caller pads with a pair of ones, whose errors are 0).
 *
 * Memory: see the layout in ../compare.ts. Arrays lie 33,472 bytes apart: at multiples of 4,096 they would compete for the same cache sets.
 *
 * Constants of the hot loop are loaded from memory before it: V8 makes a constant that it knows anew in every turn, in three instructions.
 */

const ACTUAL: usize = 0;
const REFERENCE: usize = 33472;
const METRICS: usize = 66944;
const METRIC_BYTES: usize = 33472;
const RESULTS: usize = 267776;
const CONSTANTS: usize = 268800;
/** Tables of 524,288 bytes follow from 270,336: see `count`. */

/** 2^-400 and 2^400: between them, no error of the quick loop overflows or vanishes. */
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

// @ts-ignore: decorator
@inline
function least(v: v128): f64 {
  return min(f64x2.extract_lane(v, 0), f64x2.extract_lane(v, 1));
}

/**
 * Signed errors in ulps, (a − r)·2^(1−E)·scale with 2^E = max(2^⌊log2|r|⌋, minPower) and scale = 2^(p−2): the exponent of the ulp comes from
 * the bits of r by integer subtraction, and both products are exact unless they overflow, which saturates. Relative errors |a − r|/|r|, where
 * 0/0 is 0 and x/0 is NaN (no relative error); absolute ones, |a − r|.
 *
 * Stores the sum of |a − r|, which is not finite if any value is not, the smallest magnitude, 1 at most, and how many pairs have no relative
 * error.
 */
// @ts-ignore: decorator
@inline
function measure<A, R>(n: usize, minPower: f64, scale: f64, exponentMask: i64): void {
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
    const same = f64x2.eq(d, zero);
    const none = v128.andnot(f64x2.eq(absR, zero), same);
    missing = i64x2.sub(missing, none);
    const sign = v128.andnot(ulps, magnitude);
    v128.store(ULPS + (i << 3), v128.or(f64x2.pmin(v128.and(ulps, magnitude), most), sign));
    const rel = v128.andnot(f64x2.pmin(f64x2.div(d, absR), most), same);
    v128.store(REL + (i << 3), v128.bitselect(nan, rel, none));
    v128.store(ABS + (i << 3), d);
  }
  store<i64>(RESULTS + 16, lanes(missing));
  store<f64>(RESULTS, sum(total));
  store<f64>(RESULTS + 8, least(lowest));
}

/**
 * Adds `step` to two counters of a metric's table, whose offsets are the low words of the lanes. The address of the table is an immediate of
 * the instruction, which only a literal becomes.
 */
// @ts-ignore: decorator
@inline
function count(metric: usize, offsets: v128, step: u32): void {
  const first = <usize>i32x4.extract_lane(offsets, 0);
  const second = <usize>i32x4.extract_lane(offsets, 2);
  if (metric == 0) {
    store<u32>(first, load<u32>(first, 270336) + step, 270336);
    store<u32>(second, load<u32>(second, 270336) + step, 270336);
  } else if (metric == 1) {
    store<u32>(first, load<u32>(first, 794624) + step, 794624);
    store<u32>(second, load<u32>(second, 794624) + step, 794624);
  } else if (metric == 2) {
    store<u32>(first, load<u32>(first, 1318912) + step, 1318912);
    store<u32>(second, load<u32>(second, 1318912) + step, 1318912);
  } else {
    store<u32>(first, load<u32>(first, 1843200) + step, 1843200);
    store<u32>(second, load<u32>(second, 1843200) + step, 1843200);
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
    count(metric, v128.and(i64x2.shr_u(i64x2.sub(x, one), 44), bucket), 1);
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

/** {@link count} for one counter of the first two metrics. */
// @ts-ignore: decorator
@inline
function countOne(metric: usize, offset: usize, step: u32): void {
  if (metric == 0) store<u32>(offset, load<u32>(offset, 270336) + step, 270336);
  else store<u32>(offset, load<u32>(offset, 794624) + step, 794624);
}

/**
 * Sums, maxima and counts of all three metrics in one loop: what {@link measure} and {@link summarise} give together, for chunks in which
 * nothing overflows, vanishes or has no relative error. Returns false where a chunk may not be one, and is then called
 * again with `step` −1, which takes its counts back.
 *
 * With |r| ≥ 2^-400 and Σ|a − r| < 2^400 a single product gives the error in ulps exactly: |a − r| is 0 or at least 2^-53·max(|a|, |r|).
 * `reciprocal` less the bits of 2^E is those of 2^(1−E)·scale. Actuals are looked at only where some relative error is above 1/2; else
 * |a| ≥ |r|/4.
 *
 * `every` admits references below minPower, and those that are 0 where the actual is 0 too, and it writes the errors.
 *
 * RESULTS + 8 gets a lower bound of the magnitudes, 1 at most.
 */
// @ts-ignore: decorator
@inline
function quick<A, R>(every: bool, n: usize, step: u32, minPower: f64, reciprocalBits: i64, exponentMask: i64): bool {
  v128.store(CONSTANTS, i64x2.splat(0x7fffffffffffffff));
  v128.store(CONSTANTS, i64x2.splat(exponentMask), 16);
  v128.store(CONSTANTS, i64x2.splat(reciprocalBits), 32);
  v128.store(CONSTANTS, f64x2.splat(minPower), 48);
  v128.store(CONSTANTS, i64x2.splat(1), 64);
  v128.store(CONSTANTS, i32x4.splat(0x7fffc), 80);
  v128.store(CONSTANTS, f64x2.splat(0), 96);
  v128.store(CONSTANTS, f64x2.splat(1), 112);
  const magnitude = v128.load(CONSTANTS);
  const exponent = v128.load(CONSTANTS, 16);
  const reciprocal = v128.load(CONSTANTS, 32);
  const lowestPower = v128.load(CONSTANTS, 48);
  const one = v128.load(CONSTANTS, 64);
  const bucket = v128.load(CONSTANTS, 80);
  const zero = v128.load(CONSTANTS, 96);
  let lowest = v128.load(CONSTANTS, 112);
  let lowestNonzero = lowest;
  let totalUlps = zero;
  let signedUlps = zero;
  let squaresUlps = zero;
  let mostUlps = zero;
  let totalRel = zero;
  let squaresRel = zero;
  let mostRel = zero;
  let totalAbs = zero;
  let squaresAbs = zero;
  let mostAbs = zero;
  for (let i: usize = 0; i < n; i += 2) {
    const r = pair<R>(REFERENCE, i);
    const difference = f64x2.sub(pair<A>(ACTUAL, i), r);
    const absR = v128.and(r, magnitude);
    const d = v128.and(difference, magnitude);
    lowest = f64x2.pmin(lowest, absR);
    // As integers, zeros less one are NaN, which pmin passes over
    if (every) lowestNonzero = f64x2.pmin(lowestNonzero, i64x2.sub(absR, one));
    const power = v128.and(r, exponent);
    const signed = f64x2.mul(difference, i64x2.sub(reciprocal, every ? f64x2.pmax(power, lowestPower) : power));
    const ulps = v128.and(signed, magnitude);
    let rel = f64x2.div(d, absR);
    if (every) rel = v128.andnot(rel, f64x2.eq(d, zero));
    if (every) {
      v128.store(ULPS + (i << 3), signed);
      v128.store(REL + (i << 3), rel);
      v128.store(ABS + (i << 3), d);
    }
    // The high words of both metrics in one vector, and two of them in one extraction
    const words = v128.shuffle<u32>(i64x2.sub(ulps, one), i64x2.sub(rel, one), 1, 3, 5, 7);
    const offsets = v128.and(i32x4.shr_u(words, 12), bucket);
    const first = i64x2.extract_lane(offsets, 0);
    const second = i64x2.extract_lane(offsets, 1);
    countOne(0, <u32>first, step);
    countOne(0, <usize>(first >>> 32), step);
    countOne(1, <u32>second, step);
    countOne(1, <usize>(second >>> 32), step);
    count(2, v128.and(i64x2.shr_u(i64x2.sub(d, one), 44), bucket), step);
    signedUlps = f64x2.add(signedUlps, signed);
    totalUlps = f64x2.add(totalUlps, ulps);
    squaresUlps = f64x2.add(squaresUlps, f64x2.mul(ulps, ulps));
    mostUlps = f64x2.pmax(mostUlps, ulps);
    totalRel = f64x2.add(totalRel, rel);
    squaresRel = f64x2.add(squaresRel, f64x2.mul(rel, rel));
    mostRel = f64x2.pmax(mostRel, rel);
    totalAbs = f64x2.add(totalAbs, d);
    squaresAbs = f64x2.add(squaresAbs, f64x2.mul(d, d));
    mostAbs = f64x2.pmax(mostAbs, d);
  }
  storeSums(0, totalUlps, signedUlps, squaresUlps, mostUlps);
  storeSums(1, totalRel, totalRel, squaresRel, mostRel);
  storeSums(2, totalAbs, totalAbs, squaresAbs, mostAbs);
  const nearest = least(lowest);
  const farthest = largest(mostRel);
  store<f64>(RESULTS + 8, farthest <= 0.5 ? 0.25 * nearest : min(nearest, leastActual<A>(n)));
  const fits = every ? least(lowestNonzero) >= CARE_BELOW : nearest >= max(CARE_BELOW, minPower);
  return fits && sum(totalAbs) < CARE_ABOVE && farthest <= f64.MAX_VALUE;
}

/** The smallest magnitude of the actuals, 1 at most. */
// @ts-ignore: decorator
@inline
function leastActual<A>(n: usize): f64 {
  const magnitude = i64x2.splat(0x7fffffffffffffff);
  let lowest = f64x2.splat(1);
  for (let i: usize = 0; i < n; i += 2) lowest = f64x2.pmin(lowest, v128.and(pair<A>(ACTUAL, i), magnitude));
  return least(lowest);
}

export function quick32x32(n: usize, step: u32, minPower: f64, reciprocal: i64, exponentMask: i64): bool {
  return quick<f32, f32>(false, n, step, minPower, reciprocal, exponentMask);
}
export function quick32x64(n: usize, step: u32, minPower: f64, reciprocal: i64, exponentMask: i64): bool {
  return quick<f32, f64>(false, n, step, minPower, reciprocal, exponentMask);
}
export function quick64x32(n: usize, step: u32, minPower: f64, reciprocal: i64, exponentMask: i64): bool {
  return quick<f64, f32>(false, n, step, minPower, reciprocal, exponentMask);
}
export function quick64x64(n: usize, step: u32, minPower: f64, reciprocal: i64, exponentMask: i64): bool {
  return quick<f64, f64>(false, n, step, minPower, reciprocal, exponentMask);
}
export function every32x32(n: usize, step: u32, minPower: f64, reciprocal: i64, exponentMask: i64): bool {
  return quick<f32, f32>(true, n, step, minPower, reciprocal, exponentMask);
}
export function every32x64(n: usize, step: u32, minPower: f64, reciprocal: i64, exponentMask: i64): bool {
  return quick<f32, f64>(true, n, step, minPower, reciprocal, exponentMask);
}
export function every64x32(n: usize, step: u32, minPower: f64, reciprocal: i64, exponentMask: i64): bool {
  return quick<f64, f32>(true, n, step, minPower, reciprocal, exponentMask);
}
export function every64x64(n: usize, step: u32, minPower: f64, reciprocal: i64, exponentMask: i64): bool {
  return quick<f64, f64>(true, n, step, minPower, reciprocal, exponentMask);
}
export function careful32x32(n: usize, minPower: f64, scale: f64, exponentMask: i64): void {
  measure<f32, f32>(n, minPower, scale, exponentMask);
}
export function careful32x64(n: usize, minPower: f64, scale: f64, exponentMask: i64): void {
  measure<f32, f64>(n, minPower, scale, exponentMask);
}
export function careful64x32(n: usize, minPower: f64, scale: f64, exponentMask: i64): void {
  measure<f64, f32>(n, minPower, scale, exponentMask);
}
export function careful64x64(n: usize, minPower: f64, scale: f64, exponentMask: i64): void {
  measure<f64, f64>(n, minPower, scale, exponentMask);
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
