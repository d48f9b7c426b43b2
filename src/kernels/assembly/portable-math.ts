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
export function sin(x: f64): f64 { return NativeMath.sin(x); }
export function cos(x: f64): f64 { return NativeMath.cos(x); }
export function tan(x: f64): f64 { return NativeMath.tan(x); }
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

