/** The elementary functions, a row each: domain, special and exact cases, enclosure, condition number, source. */

import { DomainError } from '../../errors.ts';
import { gelu, geluTanh, sigmoid, silu, softplus } from './activation.ts';
import { add, cbrt, div, fma, hypot, mul, sqrt, sub } from './arithmetic.ts';
import type { ElementaryFunction } from './define.ts';
import { erf, erfc } from './error-function.ts';
import { exp, exp2, expm1 } from './exponential.ts';
import { cosh, sinh, tanh } from './hyperbolic.ts';
import { acosh, asinh, atanh } from './inverse-hyperbolic.ts';
import { acos, asin, atan, atan2 } from './inverse-trigonometric.ts';
import { ln, log10, log1p, log2 } from './logarithmic.ts';
import { pow } from './power.ts';
import { cos, sin, tan } from './trigonometric.ts';

/** The names in the table. */
export type ElementaryName =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'fma'
  | 'sqrt'
  | 'cbrt'
  | 'hypot'
  | 'exp'
  | 'expm1'
  | 'exp2'
  | 'ln'
  | 'log1p'
  | 'log2'
  | 'log10'
  | 'pow'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'atan2'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'sigmoid'
  | 'softplus'
  | 'silu'
  | 'erf'
  | 'erfc'
  | 'gelu'
  | 'geluTanh';

/** The table. */
export const elementary: { readonly [N in ElementaryName]: ElementaryFunction } = Object.freeze({
  add,
  sub,
  mul,
  div,
  fma,
  sqrt,
  cbrt,
  hypot,
  exp,
  expm1,
  exp2,
  ln,
  log1p,
  log2,
  log10,
  pow,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  atan2,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  sigmoid,
  softplus,
  silu,
  erf,
  erfc,
  gelu,
  geluTanh,
});

/** The row of that name. @throws DomainError for a name that is in no row, listing those that are */
export function elementaryFunction(name: string): ElementaryFunction {
  if (Object.hasOwn(elementary, name)) return elementary[name as ElementaryName];
  throw new DomainError(
    `'${name}' is not an elementary function of the table. Write one of ${Object.keys(elementary).join(', ')}.`,
  );
}

/** @throws DomainError where the number of arguments is not the row's */
export function requireArity(row: ElementaryFunction, count: number): void {
  if (count === row.arity) return;
  throw new DomainError(`${row.name} takes ${row.arity} argument${row.arity === 1 ? '' : 's'}, got ${count}.`);
}
