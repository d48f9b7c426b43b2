/**
 * Arithmetic on balls in a register file: enclosures high + low ± radius with a double-double centre.
 *
 * A register holds three float64 words: high, low (|low| ≤ ulp(high)/2, the centre is their exact sum) and radius ≥ 0. It stands for all
 * reals within `radius` of the centre; every operation below contains the exact results for all members of its operands. An
 * infinite radius says that nothing is known ("unbounded"), and is what an operation gives that leaves the range it is proved for
 * (|high| ≤ 2^1020, mostly far from underflow too): a slower tier takes over. Operations of unbounded balls are unbounded.
 *
 * **How radii are had.** Each operation adds up (a) what the radii of its operands may do, and (b) a bound of its own rounding errors,
 * from the values at hand: a rounded operation z = fl(x ∘ y) errs by at most u·|z|, u = 2^-53 (half an ulp of the result), plus 2^-1075
 * where a product may underflow; additions never err by underflow. TwoSum (Knuth) and TwoProduct (Dekker) are exact in the ranges
 * tested for. No bound for a double-double operation as a whole is assumed; the relative errors come out below 2^-102, as in M. Joldes,
 * J.-M. Muller, V. Popescu, *Tight and rigorous error bounds for basic building blocks of double-word arithmetic*, TOMS 44 (2017).
 *
 * **Radii are rounded up**: they are sums and products of non-negative numbers in fewer than 30 operations, each too small by at most a
 * relative 2^-53 and 2^-1075; the factor 1 + 2^-47 returns more than the former, 4·2^-1074 (where products occur) the latter. A
 * radius is 0 exactly where nothing was rounded.
 */

import { powerOfTwo } from '../../formats/index.ts';

/** The words of all registers. Operations name registers by the index of their first word. */
export const words: Float64Array = new Float64Array(3 * 6144);

let allocated = 0;

/** Reserves registers, at module initialisation; the index of the first. Registers follow each other at a distance of 3. */
export function reserve(count: number): number {
  const at = allocated;
  allocated += 3 * count;
  if (allocated > words.length) throw new RangeError(`the ball registers are exhausted: ${allocated / 3} asked for`);
  return at;
}

const w = words;

/** Unit roundoff of float64. */
const U: number = powerOfTwo(-53);
const ETA: number = powerOfTwo(-1074);
/** Rounds radii up. */
const UP: number = 1 + powerOfTwo(-47);
const LARGEST: number = powerOfTwo(1020);
/** Veltkamp's splitter 2^27 + 1. */
const SPLITTER = 134217729;
/** Dekker's product of factors of 53 bits is exact where its lowest bit is ≥ 2^-1074: from 2^-968 on, here with a margin. */
const LEAST_PRODUCT: number = powerOfTwo(-960);
/** Factors up to 2^990 split without overflow. */
const LARGEST_FACTOR: number = powerOfTwo(990);
/** Quotients and their operands must be within 2^±850. */
const LEAST_OPERAND: number = powerOfTwo(-850);
const LARGEST_OPERAND: number = powerOfTwo(850);

/** d = a number with nothing known. */
export function setUnbounded(d: number): void {
  w[d] = 0;
  w[d + 1] = 0;
  w[d + 2] = Infinity;
}

/** d = x exactly; unbounded for NaN and infinities. */
export function setNumber(d: number, x: number): void {
  if (x - x !== 0) return setUnbounded(d);
  w[d] = x;
  w[d + 1] = 0;
  w[d + 2] = 0;
}

/** d = high + low ± radius, for any finite high and low. */
export function setBall(d: number, high: number, low: number, radius: number): void {
  const s = high + low;
  const z = s - high;
  const e = high - (s - z) + (low - z);
  if (!(Math.abs(s) <= Number.MAX_VALUE && radius < Infinity && e === e)) return setUnbounded(d);
  w[d] = s;
  w[d + 1] = e;
  w[d + 2] = radius;
}

export function copy(d: number, a: number): void {
  w[d] = w[a];
  w[d + 1] = w[a + 1];
  w[d + 2] = w[a + 2];
}

export function isUnbounded(a: number): boolean {
  return w[a + 2] === Infinity;
}

/** Adds to the radius an amount that may have underflowed by 2^-1075. */
export function widen(d: number, amount: number): void {
  const radius = w[d + 2] + amount;
  if (!(radius < Infinity)) return setUnbounded(d);
  w[d + 2] = radius * UP + ETA;
}

/** The centre's part of d, with radius 0. */
export function centre(d: number, a: number): void {
  w[d] = w[a];
  w[d + 1] = w[a + 1];
  w[d + 2] = w[a + 2] === Infinity ? Infinity : 0;
}

export function negate(d: number, a: number): void {
  w[d] = -w[a];
  w[d + 1] = -w[a + 1];
  w[d + 2] = w[a + 2];
}

/** d = a + b. Rounds twice: f + g and x + y, both beyond the 106th bit of the larger operand or of the sum. */
export function add(d: number, a: number, b: number): void {
  addParts(d, w[a], w[a + 1], w[b], w[b + 1], w[a + 2] + w[b + 2]);
}

/** d = a - b. */
export function subtract(d: number, a: number, b: number): void {
  addParts(d, w[a], w[a + 1], -w[b], -w[b + 1], w[a + 2] + w[b + 2]);
}

/** d = a + x for a finite float64 x. */
export function addNumber(d: number, a: number, x: number): void {
  addParts(d, w[a], w[a + 1], x, 0, w[a + 2]);
}

function addParts(d: number, ah: number, al: number, bh: number, bl: number, radii: number): void {
  // ah + bh = s + e, al + bl = t + f, e + t = c + g, s + c = v + x: the sum is v + x + f + g.
  const s = ah + bh;
  let z = s - ah;
  const e = ah - (s - z) + (bh - z);
  const t = al + bl;
  z = t - al;
  const f = al - (t - z) + (bl - z);
  const c = e + t;
  z = c - e;
  const g = e - (c - z) + (t - z);
  const v = s + c;
  z = v - s;
  const x = s - (v - z) + (c - z);
  const q = f + g;
  const y = x + q;
  z = y - x;
  let radius = radii + Math.abs(x - (y - z) + (q - z));
  if (f !== 0 && g !== 0) radius += U * Math.abs(q) + ETA;
  const high = v + y;
  z = high - v;
  const low = v - (high - z) + (y - z);
  if (!(Math.abs(s) <= LARGEST && radius < Infinity)) return setUnbounded(d);
  w[d] = high;
  w[d + 1] = low;
  w[d + 2] = radius === 0 ? 0 : radius * UP;
}

/**
 * d = a·b. With ah·bh = p + e exactly: high + low = p + fl(e + fl(fl(ah·bl) + fl(al·bh))); al·bl is left out, and bounded by its size.
 */
export function multiply(d: number, a: number, b: number): void {
  multiplyParts(d, w[a], w[a + 1], w[a + 2], w[b], w[b + 1], w[b + 2]);
}

/** d = a². */
export function square(d: number, a: number): void {
  multiplyParts(d, w[a], w[a + 1], w[a + 2], w[a], w[a + 1], w[a + 2]);
}

/** d = a·x for a finite float64 x. */
export function multiplyNumber(d: number, a: number, x: number): void {
  multiplyParts(d, w[a], w[a + 1], w[a + 2], x, 0, 0);
}

function multiplyParts(d: number, ah: number, al: number, ra: number, bh: number, bl: number, rb: number): void {
  const p = ah * bh;
  const size = Math.abs(p);
  const sizeA = Math.abs(ah);
  const sizeB = Math.abs(bh);
  if (!(size <= LARGEST && sizeA <= LARGEST_FACTOR && sizeB <= LARGEST_FACTOR)) return setUnbounded(d);
  let high = p;
  let low = 0;
  let radius = 0;
  if (size >= LEAST_PRODUCT) {
    let c = SPLITTER * ah;
    const ahh = c - (c - ah);
    const aht = ah - ahh;
    c = SPLITTER * bh;
    const bhh = c - (c - bh);
    const bht = bh - bhh;
    const e = aht * bht - (p - ahh * bhh - aht * bhh - ahh * bht);
    let tail = e;
    if (al !== 0 || bl !== 0) {
      const x = ah * bl;
      const y = al * bh;
      const s = x + y;
      tail = e + s;
      radius = U * (Math.abs(x) + Math.abs(y) + Math.abs(s) + Math.abs(tail)) + Math.abs(al * bl) + 4 * ETA;
    }
    high = p + tail;
    low = tail - (high - p);
  } else if (sizeA !== 0 && sizeB !== 0) {
    // |ab - p| ≤ u|p| + η/2 + 2u|ah·bh|(1 + u), with |ah·bh| ≤ |p| + η.
    radius = 4 * U * size + 4 * ETA;
  }
  // |ah + al| ≤ |ah|(1 + 2^-53).
  if (ra !== 0 || rb !== 0) radius += sizeA * rb + sizeB * ra + ra * rb + 4 * ETA;
  if (!(radius < Infinity)) return setUnbounded(d);
  w[d] = high;
  w[d + 1] = low;
  w[d + 2] = radius === 0 ? 0 : radius * UP;
}

/**
 * d = a/b. With q = fl(ah/bh), the remainder a - q·b is had as r = fl(…) with an error from its own roundings; q' = fl(r/bh) corrects it:
 *
 * a/b - q - q' = (a - q·b - r)/b + (r/b - r/bh) + (r/bh - q'), where |r/b - r/bh| ≤ |r/bh|·|bl/b| ≤ 1.01u·|q'|.
 *
 * Members: |A/B - a/b| ≤ (ra + |a/b|·rb)/(|b| - rb); unbounded where 0 may be in b.
 */
export function divide(d: number, a: number, b: number): void {
  const ah = w[a];
  const al = w[a + 1];
  const ra = w[a + 2];
  const bh = w[b];
  const bl = w[b + 1];
  const rb = w[b + 2];
  const sizeA = Math.abs(ah);
  const sizeB = Math.abs(bh);
  // |b| ≥ |bh|(1 - 2^-53).
  const least = sizeB * (1 - 4 * U) - rb * UP;
  if (!(least > 0 && sizeB >= LEAST_OPERAND && sizeB <= LARGEST_OPERAND && ra < Infinity)) return setUnbounded(d);
  if (ah === 0) {
    w[d] = 0;
    w[d + 1] = 0;
    w[d + 2] = ra === 0 ? 0 : (ra / least) * UP + ETA;
    return;
  }
  if (!(sizeA >= LEAST_OPERAND && sizeA <= LARGEST_OPERAND)) return setUnbounded(d);
  const q = ah / bh;
  const size = Math.abs(q);
  if (!(size >= LEAST_OPERAND && size <= LARGEST_OPERAND)) return setUnbounded(d);
  const p = q * bh;
  let c = SPLITTER * q;
  const qh = c - (c - q);
  const qt = q - qh;
  c = SPLITTER * bh;
  const bhh = c - (c - bh);
  const bht = bh - bhh;
  const e = qt * bht - (p - qh * bhh - qt * bhh - qh * bht);
  // ah - p - e is the remainder of a correctly rounded quotient, which is a float64; both steps to it are exact.
  const m = ah - p - e;
  let r = m;
  let radius = 0;
  if (al !== 0 || bl !== 0) {
    const t = q * bl;
    const n = al - t;
    r = m + n;
    radius = (U * (Math.abs(t) + Math.abs(n) + Math.abs(r)) + 2 * ETA) / sizeB;
  }
  const correction = r / bh;
  if (r !== 0) radius += 2.25 * U * Math.abs(correction) + 2 * ETA;
  if (ra !== 0 || rb !== 0) radius += (ra + size * (1 + 4 * U) * rb) / least + 2 * ETA;
  if (!(radius < Infinity)) return setUnbounded(d);
  const high = q + correction;
  w[d] = high;
  w[d + 1] = correction - (high - q);
  w[d + 2] = radius === 0 ? 0 : radius * UP;
}

/**
 * d = √a. With s = fl(√ah) and r = a - s² (up to its roundings), √a - s = r/(s + √a), and taking r/(2s) for it errs by
 * (√a - s)²/(2s).
 *
 * Members: |√A - √a| ≤ ra/√a for A ≥ 0. Unbounded where a may be negative; 0 for the number 0.
 */
export function squareRoot(d: number, a: number): void {
  const ah = w[a];
  const al = w[a + 1];
  const ra = w[a + 2];
  if (ah === 0 && ra === 0) return setNumber(d, 0);
  if (!(ah * (1 - 4 * U) > ra * UP && ah >= LEAST_OPERAND && ah <= LARGEST_OPERAND)) return setUnbounded(d);
  const s = Math.sqrt(ah);
  const p = s * s;
  const c = SPLITTER * s;
  const sh = c - (c - s);
  const st = s - sh;
  const e = st * st - (p - sh * sh - 2 * (sh * st));
  // ah - p - e is the remainder of a correctly rounded square root, which is a float64.
  const m = ah - p - e;
  const r = m + al;
  const correction = r / (2 * s);
  let radius = 0;
  if (r !== 0 || m !== 0 || al !== 0) {
    // |√a - s| ≤ (|r| + its error)/(2s)·(1 + 2^-50).
    const apart = (Math.abs(r) * (1 + 4 * U)) / (2 * s);
    radius = (U * Math.abs(r)) / (2 * s) + U * Math.abs(correction) + (apart * apart) / (2 * s) + 4 * ETA;
  }
  if (ra !== 0) radius += ra / (s * (1 - 4 * U)) + 2 * ETA;
  const high = s + correction;
  w[d] = high;
  w[d + 1] = correction - (high - s);
  w[d + 2] = radius === 0 ? 0 : radius * UP;
}

/** d = a·2^k given as the number 2^k, a normal float64 with |k| ≤ 1022. Exact but for underflow, which the radius takes in. */
export function scaleBy(d: number, a: number, power: number): void {
  const high = w[a] * power;
  const low = w[a + 1] * power;
  let radius = w[a + 2] * power;
  if (!(Math.abs(high) <= LARGEST && radius < Infinity)) return setUnbounded(d);
  if (w[a + 2] !== 0) radius += ETA;
  if (high / power !== w[a] || low / power !== w[a + 1]) radius += 2 * ETA;
  // Where a part was rounded the pair may no longer be normalised.
  const s = high + low;
  w[d] = s;
  w[d + 1] = low - (s - high);
  w[d + 2] = radius === 0 ? 0 : radius * UP;
}
