/**
 * Portable float64 elementary functions: the same bits on every engine, because WebAssembly's + − × ÷ √ are exactly specified.
 *
 * Most are AssemblyScript's own `NativeMath`; erf and erfc are ours (below), and the activations are built from them.
 * `docs/portable-math.md` states the measured error of each.
 */

type Unary = (x: f64) => f64;

export function exp(x: f64): f64 { return NativeMath.exp(x); }
export function exp2(x: f64): f64 { return NativeMath.exp2(x); }
export function expm1(x: f64): f64 { return NativeMath.expm1(x); }
export function ln(x: f64): f64 { return NativeMath.log(x); }
export function log1p(x: f64): f64 { return NativeMath.log1p(x); }
export function log2(x: f64): f64 { return NativeMath.log2(x); }
export function log10(x: f64): f64 { return NativeMath.log10(x); }
export function asin(x: f64): f64 { return NativeMath.asin(x); }
export function acos(x: f64): f64 { return NativeMath.acos(x); }
export function atan(x: f64): f64 { return NativeMath.atan(x); }
export function sinh(x: f64): f64 { return NativeMath.sinh(x); }
export function cosh(x: f64): f64 { return NativeMath.cosh(x); }
export function tanh(x: f64): f64 { return NativeMath.tanh(x); }
export function asinh(x: f64): f64 { return NativeMath.asinh(x); }
export function acosh(x: f64): f64 { return NativeMath.acosh(x); }
export function atanh(x: f64): f64 { return NativeMath.atanh(x); }
export function cbrt(x: f64): f64 { return NativeMath.cbrt(x); }
/** As C and PyTorch have it: 1 to any power is 1, NaN included, and so is −1 to an infinite one, where JavaScript says NaN. */
export function pow(x: f64, y: f64): f64 {
  if (x == 1.0 || (x == -1.0 && abs(y) == Infinity)) return 1.0;
  return NativeMath.pow(x, y);
}
export function atan2(y: f64, x: f64): f64 { return NativeMath.atan2(y, x); }
export function hypot(x: f64, y: f64): f64 { return NativeMath.hypot(x, y); }

/** Clears the low 32 bits, so that the square of the result is exact. */
// @ts-ignore: decorator
@inline
function head(x: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(x) & 0xffffffff00000000);
}

/**
 * erf x on |x| ≤ 0.85: x·P(x²), P of degree 12 (Chebyshev interpolation in 60-digit arithmetic, error 2.2e-21), its leading
 * coefficient 2/√π carried as a sum of two float64 numbers.
 */
// @ts-ignore: decorator
@inline
function erfNearZero(x: f64): f64 {
  const s = x * x;
  let p: f64 = 6.759519257603756e-11;
  p = -1.1769026546511048e-09 + s * p;
  p = 1.4745948090565165e-08 + s * p;
  p = -1.636115005978804e-07 + s * p;
  p = 1.6461870018745888e-06 + s * p;
  p = -1.4925641599796734e-05 + s * p;
  p = 0.00012055332766501479 + s * p;
  p = -0.0008548327019900606 + s * p;
  p = 0.0052239776254045765 + s * p;
  p = -0.02686617064512888 + s * p;
  p = 0.11283791670955118 + s * p;
  p = -0.37612638903183754 + s * p;
  return x * 1.1283791670955126 + (x * 1.533545961316588e-17 + x * (s * p));
}

/**
 * factor·erfc x on [0.5, 28], erfc x = exp(−x²)·Q(t)/(1 + 2x) with t = (x − 4)/(x + 4), Q of degree 26 the Chebyshev interpolant of
 * (1 + 2x)·exp(x²)·erfc x (error below 1e-21). exp(−x²) = exp(−h²)·exp((h − x)(h + x)) with h the head of x, h² exact.
 */
function erfcTail(x: f64, factor: f64): f64 {
  const t = (x - 4.0) / (x + 4.0);
  let p: f64 = 4.9663765777882246e-11;
  p = -2.1987097752103605e-10 + t * p;
  p = -5.92821954734322e-10 + t * p;
  p = 2.1699590779394764e-09 + t * p;
  p = 4.101588018232909e-09 + t * p;
  p = -1.5497246173868043e-08 + t * p;
  p = -2.2095135312864963e-08 + t * p;
  p = 1.110639593898605e-07 + t * p;
  p = 7.90955091330684e-08 + t * p;
  p = -8.256941492833015e-07 + t * p;
  p = 2.908105732721223e-07 + t * p;
  p = 5.709627922644893e-06 + t * p;
  p = -1.1220715279323804e-05 + t * p;
  p = -2.4399102635589326e-05 + t * p;
  p = 0.00015062129727491847 + t * p;
  p = -0.0001992567354246133 + t * p;
  p = -0.0007577732177613991 + t * p;
  p = 0.005031969985873844 + t * p;
  p = -0.01619773406614335 + t * p;
  p = 0.03716751553664289 + t * p;
  p = -0.06633036581163701 + t * p;
  p = 0.09373283499839602 + t * p;
  p = -0.10103906603632536 + t * p;
  p = 0.06809705425469155 + t * p;
  p = 0.015379652102620043 + t * p;
  p = -0.1396211168405625 + t * p;
  p = 1.2329951186255526 + t * p;
  const h = head(x);
  const rest = NativeMath.exp((h - x) * (h + x)) * (p / (1.0 + 2.0 * x));
  if (x < 26.0) return factor * (NativeMath.exp(-h * h) * rest);
  // By halves: the exponential is subnormal where its product with the factor is not yet.
  const half = NativeMath.exp(-0.5 * h * h);
  return factor * half * (half * rest);
}

export function erf(x: f64): f64 {
  if (x == 0.0) return x;
  const a = abs(x);
  if (a <= 0.85) return erfNearZero(x);
  if (isNaN(x)) return x;
  if (a > 6.0) return copysign<f64>(1.0, x);
  return copysign<f64>(1.0 - erfcTail(a, 1.0), x);
}

export function erfc(x: f64): f64 {
  if (isNaN(x)) return x;
  if (x >= 0.5) return x > 28.0 ? 0.0 : erfcTail(x, 1.0);
  if (x >= -0.85) {
    // 1 − erf x, subtracted from 1/2 twice where the result is below 1: no bit of it is lost before the last rounding.
    return x < 0.25 ? 1.0 - erfNearZero(x) : 0.5 + (0.5 - erfNearZero(x));
  }
  return x < -6.0 ? 2.0 : 2.0 - erfcTail(-x, 1.0);
}

/** 1/(1 + e^−x); for x < 0 as e^x/(1 + e^x), which neither overflows nor cancels. */
export function sigmoid(x: f64): f64 {
  if (x >= 0.0) return 1.0 / (1.0 + NativeMath.exp(-x));
  const e = NativeMath.exp(x);
  return e / (1.0 + e);
}

/** ln(1 + e^x) = max(x, 0) + log1p(e^−|x|). */
export function softplus(x: f64): f64 {
  return max(x, 0.0) + NativeMath.log1p(NativeMath.exp(-abs(x)));
}

/** x·sigmoid(x). */
export function silu(x: f64): f64 {
  if (x >= 0.0) return x / (1.0 + NativeMath.exp(-x));
  if (x < -40.0) {
    // 1 + e^x is 1, and e^x by halves, because it is subnormal where x·e^x is not yet. For −∞ the limit is −0, where ∞·0 is NaN.
    const half = NativeMath.exp(0.5 * x);
    return x < -800.0 ? -0.0 : x * half * half;
  }
  const e = NativeMath.exp(x);
  return x * (e / (1.0 + e));
}

/** The upper 26 bits of a float64 (Veltkamp's split by masking): products of two such are exact. */
// @ts-ignore: decorator
@inline
function upper(x: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(x) & 0xfffffffff8000000);
}

/** What a·b loses when it is rounded to p (Dekker 1971); exact while nothing underflows, and only ever used as a correction. */
// @ts-ignore: decorator
@inline
function productError(a: f64, b: f64, p: f64): f64 {
  const ah = upper(a);
  const al = a - ah;
  const bh = upper(b);
  const bl = b - bh;
  return ((ah * bh - p) + ah * bl + al * bh) + al * bl;
}

/** The first 1280 bits of 2/π, 64 to a word. */
const twoOverPi = StaticArray.fromArray<u64>([
  0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0,
  0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4,
  0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
  0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
]);

/** From here on `sin`, `cos` and `tan` reduce their argument below; before it NativeMath's reduction is as good. */
const far: f64 = 1647099.0;

/** What `reduce` leaves: x = quadrant·π/2 + reduced + reducedTail, up to a multiple of 2π. */
let reduced: f64 = 0;
let reducedTail: f64 = 0;

/**
 * Payne and Hanek's reduction of x > 2^20 (ACM SIGNUM Newsletter 18, 1983). With x = m·2^e, the bits of 2/π before number e − 2 give
 * multiples of 4 and are left out; the next 256 times m give x·2/π mod 4 with an error below 2^-200, where no float64 is nearer to a
 * multiple of π/2 than 2^-62: what is left after the cancellation is carried as two float64 numbers. Returns the quadrant mod 4.
 */
function reduce(x: f64): i32 {
  const bits = reinterpret<u64>(x);
  const e = <i32>(bits >> 52) - 1075;
  const m = (bits & 0x000fffffffffffff) | 0x0010000000000000;
  const first = max(e - 2, 0);
  let p0: u64 = 0, p1: u64 = 0, p2: u64 = 0, p3: u64 = 0, carry: u64 = 0;
  for (let j = 3; j >= 0; j--) {
    const place = (first >> 6) + j;
    const skip = <u64>(first & 63);
    const f = skip == 0 ? twoOverPi[place] : (twoOverPi[place] << skip) | (twoOverPi[place + 1] >> (64 - skip));
    // carry·2^64 + low = m·f + carry, by halves of words
    const ml = m & 0xffffffff, mh = m >> 32, fl = f & 0xffffffff, fh = f >> 32;
    const ll = ml * fl, lh = ml * fh, hl = mh * fl;
    const middle = (ll >> 32) + (lh & 0xffffffff) + (hl & 0xffffffff);
    const product = (middle << 32) | (ll & 0xffffffff);
    const low = product + carry;
    carry = mh * fh + (lh >> 32) + (hl >> 32) + (middle >> 32) + u64(low < product);
    p0 = j == 3 ? low : p0;
    p1 = j == 2 ? low : p1;
    p2 = j == 1 ? low : p2;
    p3 = j == 0 ? low : p3;
  }
  if (e < 2) {
    const s = <u64>(2 - e);
    p0 = (p0 >> s) | (p1 << (64 - s));
    p1 = (p1 >> s) | (p2 << (64 - s));
    p2 = (p2 >> s) | (p3 << (64 - s));
    p3 = (p3 >> s) | (carry << (64 - s));
  }
  let quadrant = <i32>(p3 >> 62);
  let f3 = (p3 << 2) | (p2 >> 62), f2 = (p2 << 2) | (p1 >> 62), f1 = (p1 << 2) | (p0 >> 62), f0 = p0 << 2;
  // The nearer multiple: a fraction above 1/2 counts back from the next quadrant.
  const back = f3 >> 63 != 0;
  if (back) {
    quadrant++;
    f3 = ~f3;
    f2 = ~f2;
    f1 = ~f1;
    f0 = ~f0;
  }
  let zeros: u64 = 0;
  if (f3 == 0) {
    f3 = f2;
    f2 = f1;
    f1 = f0;
    zeros = 64;
  }
  const c = clz(f3);
  if (c != 0) {
    f3 = (f3 << c) | (f2 >> (64 - c));
    f2 = (f2 << c) | (f1 >> (64 - c));
    zeros += c;
  }
  const unit = reinterpret<f64>((1023 - 53 - zeros) << 52);
  const high = <f64>(f3 >> 11) * unit;
  const low = <f64>(((f3 & 0x7ff) << 42) | (f2 >> 22)) * (unit * 1.1102230246251565e-16);
  // times π/2
  const y = high * 1.5707963267948966;
  const r = productError(high, 1.5707963267948966, y) + (high * 6.123233995736766e-17 + low * 1.5707963267948966);
  const sum = y + r;
  reduced = back ? -sum : sum;
  reducedTail = back ? (sum - y) - r : r - (sum - y);
  return quadrant & 3;
}

/** sin(reduced + reducedTail), the tail to first order. */
// @ts-ignore: decorator
@inline
function reducedSin(): f64 {
  return NativeMath.sin(reduced) + NativeMath.cos(reduced) * reducedTail;
}

// @ts-ignore: decorator
@inline
function reducedCos(): f64 {
  return NativeMath.cos(reduced) - NativeMath.sin(reduced) * reducedTail;
}

export function sin(x: f64): f64 {
  const a = abs(x);
  if (!(a > far) || a == Infinity) return NativeMath.sin(x);
  const quadrant = reduce(a);
  const y = quadrant & 1 ? reducedCos() : reducedSin();
  return (quadrant > 1) != (x < 0.0) ? -y : y;
}

export function cos(x: f64): f64 {
  const a = abs(x);
  if (!(a > far) || a == Infinity) return NativeMath.cos(x);
  const quadrant = reduce(a);
  const y = quadrant & 1 ? reducedSin() : reducedCos();
  return quadrant == 1 || quadrant == 2 ? -y : y;
}

export function tan(x: f64): f64 {
  const a = abs(x);
  if (!(a > far) || a == Infinity) return NativeMath.tan(x);
  const y = reduce(a) & 1 ? -reducedCos() / reducedSin() : reducedSin() / reducedCos();
  return x < 0.0 ? -y : y;
}

/** x·Φ(x) = x·erfc(z)/2, z = −x/√2; the rounding error r of z is corrected to first order by erfc' = −(2/√π)·e^(−z²). */
export function gelu(x: f64): f64 {
  if (x < -39.0) return -0.0;
  if (x > 39.0) return x;
  const c: f64 = 0.7071067811865476; // √½ = c − 4.833646656726457e-17
  const z = -x * c;
  const r = productError(-x, c, z) + x * 4.833646656726457e-17;
  // Far out erfc' / erfc ≈ −2z, which does not underflow where e^(−z²) would.
  if (z > 8.0) return erfcTail(z, x * 0.5 * (1.0 - 2.0 * z * r));
  const y = erfc(z);
  return x * 0.5 * (y - r * 1.1283791670955126 * NativeMath.exp(-z * z));
}

/** Φ(x) = erfc(z)/2, z = −x/√2, corrected for the rounding of z as in `gelu`. */
export function normalDistribution(x: f64): f64 {
  if (x < -39.0) return 0.0;
  if (x > 39.0) return 1.0;
  const c: f64 = 0.7071067811865476;
  const z = -x * c;
  const r = productError(-x, c, z) + x * 4.833646656726457e-17;
  const y = erfc(z);
  if (z > 8.0) return 0.5 * y * (1.0 - 2.0 * z * r);
  return 0.5 * (y - r * 1.1283791670955126 * NativeMath.exp(-z * z));
}

/** e^(−x²/2)/√(2π): e^(−h²/2)·e^((h − x)(h + x)/2) with h the head of x, h² exact. */
export function normalDensity(x: f64): f64 {
  if (abs(x) > 39.0) return 0.0;
  const h = head(x);
  return NativeMath.exp(-0.5 * h * h) * (NativeMath.exp(0.5 * ((h - x) * (h + x))) * 0.3989422804014327);
}

/**
 * x·(1 + tanh(b))/2 with b = √(2/π)(x + 0.044715x³), computed as x·sigmoid(a), a = 2b, which does not cancel for x < 0.
 * a is kept as a sum of two float64 numbers, because e^a magnifies its relative error |a| times.
 */
export function geluTanh(x: f64): f64 {
  if (x < -40.0) return -0.0;
  if (x > 40.0) return x;
  const k: f64 = 0.044715; // the decimal 0.044715 is k + 2.1960211427085595e-18
  const s = x * x;
  const sl = productError(x, x, s);
  const m = k * s;
  const ml = productError(k, s, m) + (k * sl + 2.1960211427085595e-18 * s);
  const q = 1.0 + m;
  const ql = (m > 1.0 ? (m - q) + 1.0 : (1.0 - q) + m) + ml;
  const c: f64 = 1.5957691216057308; // 2√(2/π) = c + (-9.96930880911092e-17)
  const g = c * x;
  const gl = productError(c, x, g) + -9.96930880911092e-17 * x;
  const a = g * q;
  const al = productError(g, q, a) + g * ql + gl * q;
  if (a >= 0.0) {
    const e = NativeMath.exp(-a);
    return x / (1.0 + (e - e * al));
  }
  if (a < -40.0) {
    const half = NativeMath.exp(0.5 * a);
    return x * half * (half + half * al);
  }
  const e = NativeMath.exp(a);
  const f = e + e * al;
  return x * (f / (1.0 + f));
}

const unary = StaticArray.fromArray<Unary>([
  exp, exp2, expm1, ln, log1p, log2, log10, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh, cbrt,
  erf, erfc, sigmoid, softplus, silu, gelu, geluTanh, normalDistribution,
  normalDensity,
]);

/** output[i] = f(input[i]) for n float64 numbers, f by its place in the table above. */
export function mapFloat64(index: i32, input: usize, output: usize, n: i32): void {
  const f = unary[index];
  for (let i: usize = 0, end = <usize>n << 3; i < end; i += 8) store<f64>(output + i, f(load<f64>(input + i)));
}

/** The same for float32 numbers: evaluated in float64, rounded once to float32. */
export function mapFloat32(index: i32, input: usize, output: usize, n: i32): void {
  const f = unary[index];
  for (let i: usize = 0, end = <usize>n << 2; i < end; i += 4) store<f32>(output + i, <f32>f(<f64>load<f32>(input + i)));
}

