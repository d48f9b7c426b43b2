/** Activation functions, with PyTorch's names and gradients. */
import { portableFunction } from '../kernels/portable-math.ts';
import { pi } from './pointwise-elementary.ts';
import type { Algebra } from './algebra.ts';
import type { Pointwise } from './define.ts';

const kind = 'pointwise';

/** max(x, 0). A decision at 0: where an enclosure straddles it, both sides are kept. The gradient at 0 is 0. */
export const relu: Pointwise<1> = {
  kind,
  arity: 1,
  lanes: ['max', 0],
  kernel: (x) => (x > 0 || x !== x ? x : 0),
  kernelUlps: 0,
  real: (r, [x]) => r.max(x!, r.constant(0)),
  vjp: (o, _x, y, g) => [() => o.gate(g, y)],
};

/** x for x > 0, α(eˣ − 1) otherwise (`alpha`: default 1). */
export const elu: Pointwise<1> = {
  kind,
  arity: 1,
  kernelUlps: 2.2,
  kernel: (x, _y, _z, { alpha = 1 }) => (x > 0 ? x : (alpha as number) * portableFunction('expm1')(x)),
  real: (r, [x], { alpha = 1 }) =>
    r.ifPositive(
      x!,
      () => x!,
      () => r.mul(r.constant(alpha as number), r.call('expm1', x!)),
    ),
  vjp: (o, [x], y, g, { alpha = 1 }) => [
    () => o.where(o.gt(x!, o.constant(0)), g, o.mul(g, o.add(y, o.constant(alpha as number)))),
  ],
};

/** 1/(1 + e^−x). */
export const sigmoid: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'sigmoid',
  kernelUlps: 2.2,
  real: 'sigmoid',
  vjp: (o, _x, y, g) => [() => o.mul(g, o.mul(y, o.sub(o.constant(1), y)))],
};

/** ln(1 + eˣ). */
export const softplus: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'softplus',
  kernelUlps: 2,
  real: 'softplus',
  vjp: (o, [x], _y, g) => [() => o.mul(g, o.sigmoid(x!))],
};

/** x·sigmoid(x). */
export const silu: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'silu',
  kernelUlps: 3.5,
  real: 'silu',
  vjp: (o, [x], y, g) => [
    () => {
      const s = o.sigmoid(x!);
      return o.mul(g, o.add(s, o.mul(y, o.sub(o.constant(1), s))));
    },
  ],
};

/** x·Φ(x), Φ the normal distribution function. */
export const gelu: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'gelu',
  kernelUlps: 6,
  real: 'gelu',
  vjp: (o, [x], _y, g) => [() => o.mul(g, o.add(o.normalDistribution(x!), o.mul(x!, o.normalDensity(x!))))],
};

/** Φ(x) = erfc(−x/√2)/2. */
export const normalDistribution: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'normalDistribution',
  kernelUlps: 6,
  real: (r, [x]) => r.mul(r.constant(0.5), r.call('erfc', r.neg(r.div(x!, r.call('sqrt', r.constant(2)))))),
  vjp: (o, [x], _y, g) => [() => o.mul(g, o.normalDensity(x!))],
};

/** φ(x) = e^(−x²/2)/√(2π), the slope of Φ. */
export const normalDensity: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'normalDensity',
  kernelUlps: 3.2,
  real: (r, [x]) => {
    const a = r.abs(x!);
    const circle = r.mul(r.constant(2), r.call('acos', r.constant(-1)));
    return r.div(r.call('exp', r.mul(r.constant(-0.5), r.mul(a, a))), r.call('sqrt', circle));
  },
  vjp: (o, [x], y, g) => [() => o.neg(o.mul(g, o.mul(x!, y)))],
};

/** x·(1 + tanh(√(2/π)(x + 0.044715x³)))/2, the approximation of gelu that PyTorch calls 'tanh'. */
export const geluTanh: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'geluTanh',
  kernelUlps: 4,
  real: 'geluTanh',
  vjp: (o, [x], _y, g) => [() => o.mul(g, geluTanhSlope(o, x!))],
};

/** ½(1 + t) + ½x(1 − t²)·√(2/π)(1 + 3·0.044715x²), t = tanh(√(2/π)(x + 0.044715x³)). */
function geluTanhSlope<V>(o: Algebra<V>, x: V): V {
  const one = o.constant(1);
  const half = o.constant(0.5);
  const scale = o.sqrt(o.div(o.constant(2), pi(o)));
  // 0.044715 as the quotient that it is: in float64 the same number, in real arithmetic not the nearest float64.
  const cubic = o.mul(o.div(o.constant(8943), o.constant(200000)), o.square(x));
  const t = o.tanh(o.mul(scale, o.mul(x, o.add(one, cubic))));
  const inner = o.mul(scale, o.add(one, o.mul(o.constant(3), cubic)));
  return o.add(o.mul(half, o.add(one, t)), o.mul(o.mul(half, x), o.mul(o.mul(o.sub(one, t), o.add(one, t)), inner)));
}
