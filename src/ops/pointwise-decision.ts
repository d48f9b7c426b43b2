/** Comparisons and the choice between two values: where an enclosure does not decide, both outcomes are kept. */
import type { Pointwise, RealAlgebra } from './define.ts';

const kind = 'pointwise';

const isPositive = <E>(r: RealAlgebra<E>, x: E): E =>
  r.ifPositive(
    x,
    () => r.constant(1),
    () => r.constant(0),
  );
const not = <E>(r: RealAlgebra<E>, x: E): E => r.sub(r.constant(1), x);
const none: Pointwise['vjp'] = () => [null, null];

export const gt: Pointwise<2> = {
  kind,
  arity: 2,
  lanes: 'gt',
  output: 'bool',
  kernel: (x, y) => (x > y ? 1 : 0),
  kernelUlps: 0,
  vjp: none,
  real: (r, [x, y]) => isPositive(r, r.sub(x!, y!)),
};

export const lt: Pointwise<2> = {
  kind,
  arity: 2,
  output: 'bool',
  kernel: (x, y) => (x < y ? 1 : 0),
  kernelUlps: 0,
  vjp: none,
  real: (r, [x, y]) => isPositive(r, r.sub(y!, x!)),
};

export const ge: Pointwise<2> = {
  kind,
  arity: 2,
  output: 'bool',
  kernel: (x, y) => (x >= y ? 1 : 0),
  kernelUlps: 0,
  vjp: none,
  real: (r, [x, y]) => not(r, isPositive(r, r.sub(y!, x!))),
};

export const le: Pointwise<2> = {
  kind,
  arity: 2,
  output: 'bool',
  kernel: (x, y) => (x <= y ? 1 : 0),
  kernelUlps: 0,
  vjp: none,
  real: (r, [x, y]) => not(r, isPositive(r, r.sub(x!, y!))),
};

export const eq: Pointwise<2> = {
  kind,
  arity: 2,
  output: 'bool',
  kernel: (x, y) => (x === y ? 1 : 0),
  kernelUlps: 0,
  vjp: none,
  real: (r, [x, y]) => not(r, isPositive(r, r.abs(r.sub(x!, y!)))),
};

export const ne: Pointwise<2> = {
  kind,
  arity: 2,
  output: 'bool',
  kernel: (x, y) => (x !== y ? 1 : 0),
  kernelUlps: 0,
  vjp: none,
  real: (r, [x, y]) => isPositive(r, r.abs(r.sub(x!, y!))),
};

/** x where the condition holds, y elsewhere. */
export const where: Pointwise<3> = {
  kind,
  arity: 3,
  kernel: (condition, x, y) => (condition !== 0 ? x : y),
  kernelUlps: 0,
  real: (r, [condition, x, y]) =>
    r.ifPositive(
      condition!,
      () => x!,
      () => y!,
    ),
  vjp: (o, [condition], _y, g) => [
    null,
    () => o.where(condition!, g, o.constant(0)),
    () => o.where(condition!, o.constant(0), g),
  ],
};

/** x where y > 0, and 0 elsewhere: the gradient of relu. */
export const gate: Pointwise<2> = {
  kind,
  arity: 2,
  lanes: 'gate',
  kernel: (x, y) => (y > 0 ? x : 0),
  kernelUlps: 0,
  real: (r, [x, y]) =>
    r.ifPositive(
      y!,
      () => x!,
      () => r.constant(0),
    ),
  vjp: (o, [, y], _out, g) => [() => o.gate(g, y!), null],
};

/** x in another type (`dtype`): one rounding. The gradient goes back to the type that x had (`from`). */
export const cast: Pointwise<1> = {
  kind,
  arity: 1,
  kernel: (x) => x,
  kernelUlps: 0,
  real: (_r, [x]) => x!,
  vjp: (o, _x, _y, g, { dtype, from }) => [() => o.cast(g, { dtype: from as string, from: dtype as string })],
};
