/**
 * Exact sums of float64 values and of products of two of them, in a fixed-point register over float64's whole range.
 *
 * The register has 144 signed 64-bit words; word i counts multiples of 2^(32·i - 2176), so that every product of two float64 (multiples
 * of 2^-2148 below 2^2048) fits with 10 words of headroom. A term adds at most 2^32 - 1 to a word: 2^30 terms fit before carries must be
 * propagated, which is done after every call. (U. Kulisch, Computer Arithmetic and Validity, 2013: the long accumulator.)
 */

const WORDS: i32 = 144;
const BIAS: i32 = 2176;

// @ts-ignore: decorator
@inline
function significand(bits: u64, field: u32): u64 {
  const fraction = bits & 0xfffffffffffff;
  return field == 0 ? fraction : fraction | 0x10000000000000;
}

/** Adds ±(high·2^64 + low)·2^(position - 2176) for a number below 2^107. */
// @ts-ignore: decorator
@inline
function addShifted(register: usize, low: u64, high: u64, position: u32, negative: bool): void {
  const word = register + ((<usize>(position >> 5)) << 3);
  const shift = <u64>(position & 31);
  const w0 = low << shift;
  const w1 = (high << shift) | (low >> 1 >> (63 - shift));
  const w2 = high >> 1 >> (63 - shift);
  const flip: i64 = negative ? -1 : 0;
  store<i64>(word, load<i64>(word, 0) + ((<i64>(w0 & 0xffffffff) ^ flip) - flip), 0);
  store<i64>(word, load<i64>(word, 8) + ((<i64>(w0 >> 32) ^ flip) - flip), 8);
  store<i64>(word, load<i64>(word, 16) + ((<i64>(w1 & 0xffffffff) ^ flip) - flip), 16);
  store<i64>(word, load<i64>(word, 24) + ((<i64>(w1 >> 32) ^ flip) - flip), 24);
  store<i64>(word, load<i64>(word, 32) + ((<i64>w2 ^ flip) - flip), 32);
}

/** Propagates carries: afterwards every word but the last is in [0, 2^32). */
function propagate(register: usize): void {
  let carry: i64 = 0;
  for (let i = 0; i < WORDS - 1; i++) {
    const at = register + (<usize>i << 3);
    const value = load<i64>(at) + carry;
    store<i64>(at, value & 0xffffffff);
    carry = value >> 32;
  }
  const last = register + (<usize>(WORDS - 1) << 3);
  store<i64>(last, load<i64>(last) + carry);
}

/** register += Σ x[i]. Returns 1 where a term is not finite; the register is then worthless. */
export function addValues(register: usize, x: usize, count: i32): i32 {
  for (let i = 0; i < count; i++, x += 8) {
    const bits = load<u64>(x);
    const field = <u32>(bits >> 52) & 0x7ff;
    if (field == 0x7ff) return 1;
    addShifted(register, significand(bits, field), 0, (field == 0 ? 1 : field) - 1075 + BIAS, bits >> 63 != 0);
  }
  propagate(register);
  return 0;
}

/** register += Σ x[i]·y[i]. Returns 1 where a factor is not finite; the register is then worthless. */
export function addProducts(register: usize, x: usize, y: usize, count: i32): i32 {
  for (let i = 0; i < count; i++, x += 8, y += 8) {
    const p = load<u64>(x);
    const q = load<u64>(y);
    const e = <u32>(p >> 52) & 0x7ff;
    const f = <u32>(q >> 52) & 0x7ff;
    if (e == 0x7ff || f == 0x7ff) return 1;
    const m = significand(p, e);
    const n = significand(q, f);
    const m0 = m & 0xffffffff, m1 = m >> 32;
    const n0 = n & 0xffffffff, n1 = n >> 32;
    const bottom = m0 * n0;
    const middle = m0 * n1 + m1 * n0;
    const low = bottom + (middle << 32);
    const high = m1 * n1 + (middle >> 32) + <u64>(low < bottom);
    addShifted(register, low, high, (e == 0 ? 1 : e) + (f == 0 ? 1 : f) - 2150 + BIAS, (p ^ q) >> 63 != 0);
  }
  propagate(register);
  return 0;
}
