/** Structural ops that need no copy: other strides over the same memory. */
import { broadcastStrides, sizeOf, stridesOf } from '../ops/index.ts';
import { Tensor } from './tensor.ts';
import { isRowMajor } from './walk.ts';
import type { Walk } from './walk.ts';
import type { Attributes, Shape } from '../ops/index.ts';

type ViewRule = (input: Tensor, walk: Walk, shape: Shape, attributes: Attributes) => Walk | undefined;

/** By op; an op that is not here, or whose rule gives `undefined`, is copied. */
const rules: Readonly<Record<string, ViewRule>> = {
  reshape: (input, { strides, offset }, shape) =>
    isRowMajor(input.shape, strides) ? { strides: stridesOf(shape), offset } : undefined,
  permute: ({ rank }, { strides, offset }, _shape, attributes) => {
    const axes = attributes['axes'] as readonly number[];
    return { strides: axes.map((axis) => strides[axis < 0 ? axis + rank : axis]!), offset };
  },
  broadcastTo: (input, { strides, offset }, shape) => ({
    strides: broadcastStrides(input.shape, shape, strides),
    offset,
  }),
  slice: (input, { strides, offset }, shape, attributes) => {
    if (sizeOf(shape) === 0) return undefined;
    const { axis: given = 0, start = 0, step = 1 } = attributes as Record<string, number | undefined>;
    const axis = given < 0 ? given + input.rank : given;
    const first = Math.max(0, start < 0 ? start + input.shape[axis]! : start);
    return {
      strides: strides.map((stride, at) => (at === axis ? stride * step : stride)),
      offset: offset + first * strides[axis]!,
    };
  },
};

/** The result of `name` as a view of its input, where it can be one. */
export function viewOf(
  name: string,
  inputs: readonly Tensor[],
  shape: Shape,
  attributes: Attributes,
): Tensor | undefined {
  const rule = rules[name];
  const input = inputs[0];
  if (rule === undefined || input === undefined) return undefined;
  const { context, dtype, buffer, walk } = input;
  const way = rule(input, walk ?? { strides: stridesOf(input.shape), offset: 0 }, shape, attributes);
  if (way === undefined) return undefined;
  buffer.viewed = true;
  const whole = way.offset === 0 && buffer.data.length === sizeOf(shape) && isRowMajor(shape, way.strides);
  return new Tensor(context, { dtype, shape, buffer, walk: whole ? undefined : way });
}
