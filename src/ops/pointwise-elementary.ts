/** Exponential, logarithmic, trigonometric and hyperbolic functions. `kernelUlps`: measured, docs/portable-math.md. */
import type { Algebra } from './algebra.ts';
import type { Pointwise } from './define.ts';

const kind = 'pointwise';

/** π, exactly in real arithmetic: arccos(−1). */
export function pi<V>(o: Algebra<V>): V {
  return o.acos(o.constant(-1));
}

function onePlusSquare<V>(o: Algebra<V>, x: V): V {
  return o.add(o.constant(1), o.square(x));
}

function oneMinusSquare<V>(o: Algebra<V>, x: V): V {
  const one = o.constant(1);
  return o.mul(o.sub(one, x), o.add(one, x));
}

export const exp: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'exp',
  kernelUlps: 0.52,
  real: 'exp',
  vjp: (o, _x, y, g) => [() => o.mul(g, y)],
};

export const exp2: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'exp2',
  kernelUlps: 0.52,
  real: 'exp2',
  vjp: (o, _x, y, g) => [() => o.mul(o.mul(g, y), o.log(o.constant(2)))],
};

/** eˣ − 1. */
export const expm1: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'expm1',
  kernelUlps: 1.7,
  real: 'expm1',
  vjp: (o, _x, y, g) => [() => o.mul(g, o.add(y, o.constant(1)))],
};

/** The natural logarithm. */
export const log: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'ln',
  kernelUlps: 0.53,
  real: 'ln',
  domain: [[0, Infinity]],
  vjp: (o, [x], _y, g) => [() => o.div(g, x!)],
};

/** ln(1 + x). */
export const log1p: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'log1p',
  kernelUlps: 0.9,
  real: 'log1p',
  domain: [[-1, Infinity]],
  vjp: (o, [x], _y, g) => [() => o.div(g, o.add(x!, o.constant(1)))],
};

export const log2: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'log2',
  kernelUlps: 0.56,
  real: 'log2',
  domain: [[0, Infinity]],
  vjp: (o, [x], _y, g) => [() => o.div(g, o.mul(x!, o.log(o.constant(2))))],
};

export const log10: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'log10',
  kernelUlps: 0.9,
  real: 'log10',
  domain: [[0, Infinity]],
  vjp: (o, [x], _y, g) => [() => o.div(g, o.mul(x!, o.log(o.constant(10))))],
};

/** x to the power y. */
export const pow: Pointwise<2> = {
  kind,
  arity: 2,
  kernel: 'pow',
  kernelUlps: 0.53,
  real: 'pow',
  vjp: (o, [x, y], out, g) => [
    // y·x^(y − 1) is 0 at y = 0, also where x = 0 and the power is infinite.
    () => {
      const slope = o.mul(y!, o.pow(x!, o.sub(y!, o.constant(1))));
      return o.mul(g, o.where(o.eq(y!, o.constant(0)), o.constant(0), slope));
    },
    // 0^y = 0 for all y > 0, so that its derivative by y is 0, where 0·ln 0 would be NaN. PyTorch counts y = 0 in.
    () => {
      const zero = o.constant(0);
      const flat = o.mul(o.eq(x!, zero), o.ge(y!, zero));
      return o.mul(g, o.where(flat, zero, o.mul(out, o.log(x!))));
    },
  ],
};

export const sin: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'sin',
  kernelUlps: 1.2,
  real: 'sin',
  vjp: (o, [x], _y, g) => [() => o.mul(g, o.cos(x!))],
};

export const cos: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'cos',
  kernelUlps: 1.2,
  real: 'cos',
  vjp: (o, [x], _y, g) => [() => o.neg(o.mul(g, o.sin(x!)))],
};

export const tan: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'tan',
  kernelUlps: 3,
  real: 'tan',
  vjp: (o, _x, y, g) => [() => o.mul(g, onePlusSquare(o, y))],
};

export const asin: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'asin',
  kernelUlps: 1,
  real: 'asin',
  domain: [[-1, 1]],
  vjp: (o, [x], _y, g) => [() => o.div(g, o.sqrt(oneMinusSquare(o, x!)))],
};

export const acos: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'acos',
  kernelUlps: 1,
  real: 'acos',
  domain: [[-1, 1]],
  vjp: (o, [x], _y, g) => [() => o.neg(o.div(g, o.sqrt(oneMinusSquare(o, x!))))],
};

export const atan: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'atan',
  kernelUlps: 1,
  real: 'atan',
  vjp: (o, [x], _y, g) => [() => o.div(g, onePlusSquare(o, x!))],
};

/** The angle of the point (x, y), given as atan2(y, x). */
export const atan2: Pointwise<2> = {
  kind,
  arity: 2,
  kernel: 'atan2',
  kernelUlps: 1.5,
  real: 'atan2',
  vjp: (o, [y, x], _out, g) => {
    const squares = (): typeof g => o.add(o.square(x!), o.square(y!));
    return [() => o.div(o.mul(g, x!), squares()), () => o.neg(o.div(o.mul(g, y!), squares()))];
  },
};

export const sinh: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'sinh',
  kernelUlps: 2.5,
  real: 'sinh',
  vjp: (o, [x], _y, g) => [() => o.mul(g, o.cosh(x!))],
};

export const cosh: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'cosh',
  kernelUlps: 2,
  real: 'cosh',
  vjp: (o, [x], _y, g) => [() => o.mul(g, o.sinh(x!))],
};

export const tanh: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'tanh',
  kernelUlps: 2.5,
  real: 'tanh',
  vjp: (o, _x, y, g) => [() => o.mul(g, oneMinusSquare(o, y))],
};

export const asinh: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'asinh',
  kernelUlps: 2,
  real: 'asinh',
  vjp: (o, [x], _y, g) => [() => o.div(g, o.sqrt(onePlusSquare(o, x!)))],
};

export const acosh: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'acosh',
  kernelUlps: 2.5,
  real: 'acosh',
  domain: [[1, Infinity]],
  vjp: (o, [x], _y, g) => [() => o.div(g, o.sqrt(o.mul(o.sub(x!, o.constant(1)), o.add(x!, o.constant(1)))))],
};

export const atanh: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'atanh',
  kernelUlps: 2,
  real: 'atanh',
  domain: [[-1, 1]],
  vjp: (o, [x], _y, g) => [() => o.div(g, oneMinusSquare(o, x!))],
};

/** (2/√π) ∫₀ˣ e^(−t²) dt. */
export const erf: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'erf',
  kernelUlps: 2,
  real: 'erf',
  vjp: (o, [x], _y, g) => [() => o.mul(g, gaussian(o, x!))],
};

/** 1 − erf x. */
export const erfc: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'erfc',
  kernelUlps: 5,
  real: 'erfc',
  vjp: (o, [x], _y, g) => [() => o.neg(o.mul(g, gaussian(o, x!)))],
};

/** (2/√π)·e^(−x²). */
function gaussian<V>(o: Algebra<V>, x: V): V {
  return o.mul(o.div(o.constant(2), o.sqrt(pi(o))), o.exp(o.neg(o.square(x))));
}
