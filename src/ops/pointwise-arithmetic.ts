/** + − × ÷ and what is built of them: each is one exactly specified operation, correctly rounded in float64. */
import type { Algebra } from './algebra.ts';
import type { Pointwise } from './define.ts';

const kind = 'pointwise';

export const neg: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: (x) => -x,
  kernelUlps: 0,
  real: (r, [x]) => r.neg(x!),
  vjp: (o, _x, _y, g) => [() => o.neg(g)],
};

export const add: Pointwise<2> = {
  kind,
  arity: 2,
  lanes: 'add',
  closed: true,
  kernel: (x, y) => x + y,
  kernelUlps: 0.5,
  real: (r, [x, y]) => r.add(x!, y!),
  vjp: (_o, _x, _y, g) => [() => g, () => g],
};

export const sub: Pointwise<2> = {
  kind,
  arity: 2,
  lanes: 'sub',
  closed: true,
  kernel: (x, y) => x - y,
  kernelUlps: 0.5,
  real: (r, [x, y]) => r.sub(x!, y!),
  vjp: (o, _x, _y, g) => [() => g, () => o.neg(g)],
};

export const mul: Pointwise<2> = {
  kind,
  arity: 2,
  lanes: 'mul',
  closed: true,
  kernel: (x, y) => x * y,
  kernelUlps: 0.5,
  real: (r, [x, y]) => r.mul(x!, y!),
  vjp: (o, [x, y], _out, g) => [() => o.mul(g, y!), () => o.mul(g, x!)],
};

export const div: Pointwise<2> = {
  kind,
  arity: 2,
  lanes: 'div',
  kernel: (x, y) => x / y,
  kernelUlps: 0.5,
  real: (r, [x, y]) => r.div(x!, y!),
  vjp: (o, [, y], out, g) => [() => o.div(g, y!), () => o.neg(o.div(o.mul(g, out), y!))],
};

/** 1/x. */
export const reciprocal: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: (x) => 1 / x,
  kernelUlps: 0.5,
  real: (r, [x]) => r.div(r.constant(1), x!),
  vjp: (o, _x, y, g) => [() => o.neg(o.mul(g, o.mul(y, y)))],
};

/** x². */
export const square: Pointwise<1> = {
  kind,
  arity: 1,
  lanes: ['mul', 'itself'],
  closed: true,
  kernel: (x) => x * x,
  kernelUlps: 0.5,
  real: (r, [x]) => {
    const a = r.abs(x!);
    return r.mul(a, a);
  },
  vjp: (o, [x], _y, g) => [() => o.mul(g, o.add(x!, x!))],
};

export const sqrt: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: (x) => Math.sqrt(x),
  kernelUlps: 0.5,
  real: 'sqrt',
  domain: [[0, Infinity]],
  vjp: (o, _x, y, g) => [() => o.div(g, o.add(y, y))],
};

export const cbrt: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: 'cbrt',
  kernelUlps: 0.7,
  real: 'cbrt',
  vjp: (o, _x, y, g) => [() => o.div(g, o.mul(o.constant(3), o.square(y)))],
};

/** √(x² + y²). */
export const hypot: Pointwise<2> = {
  kind,
  arity: 2,
  kernel: 'hypot',
  kernelUlps: 1,
  real: 'hypot',
  vjp: (o, [x, y], out, g) => [() => o.div(o.mul(g, x!), out), () => o.div(o.mul(g, y!), out)],
};

export const abs: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: (x) => Math.abs(x),
  kernelUlps: 0,
  real: (r, [x]) => r.abs(x!),
  vjp: (o, [x], _y, g) => [() => o.mul(g, o.sign(x!))],
};

/** −1, 0 or 1; NaN for NaN. */
export const sign: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: (x) => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : x),
  kernelUlps: 0,
  real: (r, [x]) =>
    r.ifPositive(
      x!,
      () => r.constant(1),
      () =>
        r.ifPositive(
          r.neg(x!),
          () => r.constant(-1),
          () => r.constant(0),
        ),
    ),
  vjp: () => [null],
};

/** The larger of two; NaN where either is NaN. Where they are equal each gets half of the gradient, as in PyTorch. */
export const maximum: Pointwise<2> = {
  kind,
  arity: 2,
  lanes: 'max',
  kernel: (x, y) => Math.max(x, y),
  kernelUlps: 0,
  real: (r, [x, y]) => r.max(x!, y!),
  vjp: (o, [x, y], _out, g) => [() => shareOfWinner(o, g, x!, y!), () => shareOfWinner(o, g, y!, x!)],
};

/** The smaller of two; NaN where either is NaN. */
export const minimum: Pointwise<2> = {
  kind,
  arity: 2,
  kernel: (x, y) => Math.min(x, y),
  kernelUlps: 0,
  real: (r, [x, y]) => r.min(x!, y!),
  vjp: (o, [x, y], _out, g) => [() => shareOfWinner(o, g, y!, x!), () => shareOfWinner(o, g, x!, y!)],
};

function shareOfWinner<V>(o: Algebra<V>, g: V, winner: V, loser: V): V {
  const zero = o.constant(0);
  return o.where(o.gt(winner, loser), g, o.where(o.eq(winner, loser), o.mul(g, o.constant(0.5)), zero));
}

/** x limited to [minimum, maximum]; either bound may be left out. */
export const clamp: Pointwise<1> = {
  kind,
  arity: 1,
  kernelUlps: 0,
  kernel: (x, _y, _z, { minimum: low = -Infinity, maximum: high = Infinity }) =>
    Math.min(Math.max(x, low as number), high as number),
  real: (r, [x], { minimum: low, maximum: high }) => {
    const raised = low === undefined ? x! : r.max(x!, r.constant(low as number));
    return high === undefined ? raised : r.min(raised, r.constant(high as number));
  },
  vjp: (o, [x], _y, g, { minimum: low = -Infinity, maximum: high = Infinity }) => [
    () => {
      const zero = o.constant(0);
      const notAbove = o.where(o.le(x!, o.constant(high as number)), g, zero);
      return o.where(o.ge(x!, o.constant(low as number)), notAbove, zero);
    },
  ],
};
