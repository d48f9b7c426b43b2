/** Decisions over the elements of a row. Ties go to the first; NaN is chosen before all. */
import { normaliseAxes, positions, reducedShape, stridesOf } from './shape.ts';
import { rowsOf, stretchBack } from './contraction.ts';
import type { Attributes, Selection, Vjp } from './define.ts';
import type { Shape } from './shape.ts';

const kind = 'selection';

const axesOf = (shape: Shape, attributes: Attributes): readonly number[] =>
  normaliseAxes(attributes['axes'] as number | readonly number[] | undefined, shape.length, 'max');

function selection(choose: 'largest' | 'smallest', yields: 'value' | 'position', vjp: Vjp): Selection {
  return {
    kind,
    arity: 1,
    ...(yields === 'position' ? { output: 'int32' as const } : {}),
    shape: ([from], attributes) => reducedShape(from!, axesOf(from!, attributes), attributes['keepDims'] === true),
    plan: ([from], attributes) => ({ ...rowsOf(from!, axesOf(from!, attributes)), choose, yield: yields }),
    vjp,
  };
}

/** The gradient goes to the element that was chosen. */
function toChosen(argument: 'argmax' | 'argmin'): Vjp {
  return (o, [x], _y, g, attributes) => [
    () => {
      const shape = o.shapeOf(x!);
      const axes = axesOf(shape, attributes);
      const chosen = stretchBack(o, o[argument](x!, attributes), shape, attributes, argument);
      return o.where(
        o.eq(chosen, o.constant(positionsInRow(shape, axes), shape)),
        stretchBack(o, g, shape, attributes, argument),
        o.constant(0),
      );
    },
  ];
}

/** The largest element over `axes` (default: all). */
export const max: Selection = selection('largest', 'value', toChosen('argmax'));

/** The smallest element over `axes` (default: all). */
export const min: Selection = selection('smallest', 'value', toChosen('argmin'));

/** Where the largest element is, counted in row-major order over `axes`. */
export const argmax: Selection = selection('largest', 'position', () => [null]);

/** Where the smallest element is, counted in row-major order over `axes`. */
export const argmin: Selection = selection('smallest', 'position', () => [null]);

/** For each element of an array of `shape`, its position within its row over `axes`. */
function positionsInRow(shape: Shape, axes: readonly number[]): Int32Array {
  const strides = stridesOf(axes.map((axis) => shape[axis]!));
  return positions(
    shape,
    shape.map((_, axis) => (axes.includes(axis) ? strides[axes.indexOf(axis)]! : 0)),
  );
}
