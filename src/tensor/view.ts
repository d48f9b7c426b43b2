/** Structural ops that need no copy: other strides over the same memory. */
import { broadcastStrides, sizeOf, stridesOf } from '../ops/index.ts';
import { Tensor } from './tensor.ts';
import type { Attributes, Shape } from '../ops/index.ts';

/** How a view walks its base's memory. */
interface Walk {
  readonly strides: readonly number[];
  readonly offset: number;
}

type ViewRule = (input: Tensor, shape: Shape, attributes: Attributes) => Walk | undefined;

/** By op; an op that is not here, or whose rule gives `undefined`, is copied. */
const rules: Readonly<Record<string, ViewRule>> = {
  reshape: (input, shape) => (input.isContiguous() ? { strides: stridesOf(shape), offset: input.offset } : undefined),
  permute: ({ strides, offset, rank }, _shape, attributes) => {
    const axes = attributes['axes'] as readonly number[];
    return { strides: axes.map((axis) => strides[axis < 0 ? axis + rank : axis]!), offset };
  },
  broadcastTo: (input, shape) => ({
    strides: broadcastStrides(input.shape, shape, input.strides),
    offset: input.offset,
  }),
  slice: (input, shape, attributes) => {
    if (sizeOf(shape) === 0) return undefined;
    const { axis: given = 0, start = 0, step = 1 } = attributes as Record<string, number | undefined>;
    const axis = given < 0 ? given + input.rank : given;
    const first = Math.max(0, start < 0 ? start + input.shape[axis]! : start);
    return {
      strides: input.strides.map((stride, at) => (at === axis ? stride * step : stride)),
      offset: input.offset + first * input.strides[axis]!,
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
  const walk = rule(input, shape, attributes);
  if (walk === undefined) return undefined;
  input.buffer.viewed = true;
  return new Tensor(input.context, { dtype: input.dtype, shape, buffer: input.buffer, ...walk });
}
