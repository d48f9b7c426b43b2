/** Movement of data: where each output element comes from. Exact in every arithmetic. */
import { DomainError } from '../errors.ts';
import {
  broadcastShapes,
  broadcastStrides,
  checkedShape,
  normaliseAxes,
  positions,
  sameShape,
  shapeText,
  sizeOf,
  stridesOf,
} from './shape.ts';
import type { Attributes, Structural } from './define.ts';
import type { Shape } from './shape.ts';

const kind = 'structural';

function listOf(attributes: Attributes, name: string, op: string): readonly number[] {
  const value = attributes[name];
  if (Array.isArray(value)) return value as readonly number[];
  throw new DomainError(`${op}: ${name} must be a list of integers, got ${String(value)}. Write { ${name}: [...] }.`);
}

/** The same elements in the same order under another `shape`; one extent may be −1. */
export const reshape: Structural = {
  kind,
  arity: 1,
  shape: ([from], attributes) => {
    const wanted = listOf(attributes, 'shape', 'reshape');
    const open = wanted.indexOf(-1);
    const closed = wanted.filter((_, axis) => axis !== open);
    const known = sizeOf(checkedShape(closed, 'reshape', 'reshape(2, 3), with one −1 where the rest is to go'));
    const size = sizeOf(from!);
    const shape = wanted.map((extent) => (extent === -1 ? size / known : extent));
    if (sizeOf(shape) !== size || shape.some((extent) => !Number.isInteger(extent))) {
      throw new DomainError(
        `reshape: ${shapeText(from!)} has ${size} elements, which do not fill ${shapeText(wanted)}.`,
      );
    }
    return shape;
  },
  sources: ([from]) => positions([sizeOf(from!)], [1]),
  vjp: (o, [x], _y, g) => [() => o.reshape(g, { shape: o.shapeOf(x!) })],
};

/** Axes in another order: output axis i is input axis `axes[i]`. */
export const permute: Structural = {
  kind,
  arity: 1,
  shape: ([from], attributes) => {
    const axes = listOf(attributes, 'axes', 'permute');
    if (
      axes.length !== from!.length ||
      !sameShape(
        normaliseAxes(axes, from!.length, 'permute'),
        from!.map((_, axis) => axis),
      )
    ) {
      throw new DomainError(`permute: [${axes}] does not name each axis of ${shapeText(from!)} once.`);
    }
    return axes.map((axis) => from![axis < 0 ? axis + from!.length : axis]!);
  },
  sources: ([from], attributes) => {
    const strides = stridesOf(from!);
    const axes = (attributes['axes'] as readonly number[]).map((axis) => (axis < 0 ? axis + strides.length : axis));
    return positions(
      axes.map((axis) => from![axis]!),
      axes.map((axis) => strides[axis]!),
    );
  },
  vjp: (o, _x, _y, g, attributes) => {
    const axes = attributes['axes'] as readonly number[];
    const inverse = new Array<number>(axes.length);
    axes.forEach((axis, at) => (inverse[axis < 0 ? axis + axes.length : axis] = at));
    return [() => o.permute(g, { axes: inverse })];
  },
};

/** Stretched to `shape` by repeating along axes of extent 1 and along new leading axes. */
export const broadcastTo: Structural = {
  kind,
  arity: 1,
  shape: ([from], attributes) => {
    const shape = checkedShape(attributes['shape'], 'broadcastTo', 'broadcastTo({ shape: [2, 3] })');
    if (!sameShape(broadcastShapes([from!, shape], 'broadcastTo'), shape)) {
      throw new DomainError(`broadcastTo: ${shapeText(from!)} does not broadcast to ${shapeText(shape)}.`);
    }
    return shape;
  },
  sources: ([from], attributes) => {
    const shape = attributes['shape'] as Shape;
    return positions(shape, broadcastStrides(from!, shape));
  },
  vjp: (o, [x], _y, g) => [() => o.sumTo(g, { shape: o.shapeOf(x!) })],
};

/** Elements `start`, `start + step`, … before `end` along `axis`, as Python's x[start:end:step] with step ≥ 1. */
export const slice: Structural = {
  kind,
  arity: 1,
  shape: ([from], attributes) => {
    const { axis, count } = sliceRange(from!, attributes);
    return from!.map((extent, at) => (at === axis ? count : extent));
  },
  sources: ([from], attributes) => {
    const { axis, start, step, count } = sliceRange(from!, attributes);
    const strides = stridesOf(from!);
    return positions(
      from!.map((extent, at) => (at === axis ? count : extent)),
      strides.map((stride, at) => (at === axis ? stride * step : stride)),
      start * strides[axis]!,
    );
  },
};

function sliceRange(
  shape: Shape,
  attributes: Attributes,
): { axis: number; start: number; step: number; count: number } {
  const { axis: given = 0, start = 0, end, step = 1 } = attributes as Record<string, number | undefined>;
  const axis = normaliseAxes(given, shape.length, 'slice')[0]!;
  const extent = shape[axis]!;
  if (!Number.isInteger(step) || step < 1)
    throw new DomainError(`slice: step must be a positive integer, got ${step}.`);
  const within = (at: number): number => Math.min(Math.max(at < 0 ? at + extent : at, 0), extent);
  const first = within(start);
  return { axis, start: first, step, count: Math.max(0, Math.ceil((within(end ?? extent) - first) / step)) };
}

/** Inputs joined along `axis`. */
export const concat: Structural = {
  kind,
  arity: { least: 1, most: Infinity },
  shape: (shapes, { axis: given = 0 }) => {
    const first = shapes[0];
    if (first === undefined) throw new DomainError('concat: needs at least one input.');
    const axis = normaliseAxes(given as number, first.length, 'concat')[0]!;
    for (const shape of shapes) {
      if (shape.length !== first.length || shape.some((extent, at) => at !== axis && extent !== first[at])) {
        throw new DomainError(`concat: shapes ${shapes.map(shapeText).join(', ')} differ outside axis ${axis}.`);
      }
    }
    return first.map((extent, at) => (at === axis ? shapes.reduce((total, shape) => total + shape[axis]!, 0) : extent));
  },
  sources: (shapes, { axis: given = 0 }) => {
    const rank = shapes[0]!.length;
    const axis = normaliseAxes(given as number, rank, 'concat')[0]!;
    const outer = sizeOf(shapes[0]!.slice(0, axis));
    const blocks = shapes.map((shape) => sizeOf(shape.slice(axis)));
    const result = new Int32Array(shapes.reduce((total, shape) => total + sizeOf(shape), 0));
    let at = 0;
    for (let row = 0; row < outer; row++) {
      let base = 0;
      blocks.forEach((block, input) => {
        for (let i = 0; i < block; i++) result[at++] = base + row * block + i;
        base += sizeOf(shapes[input]!);
      });
    }
    return result;
  },
  vjp: (o, inputs, _y, g, { axis: given = 0 }) => {
    const axis = normaliseAxes(given as number, o.shapeOf(g).length, 'concat')[0]!;
    let end = 0;
    return inputs.map((input) => {
      const start = end;
      end += o.shapeOf(input)[axis]!;
      const range = { axis, start, end };
      return () => o.slice(g, range);
    });
  },
};

/** Rows picked along `axis` by `indices` (int32): PyTorch's index_select; an embedding is this over axis 0. */
export const indexSelect: Structural = {
  kind,
  arity: 1,
  shape: ([from], attributes) => {
    const { axis, indices } = selected(from!, attributes);
    return from!.map((extent, at) => (at === axis ? indices.length : extent));
  },
  sources: ([from], attributes) => {
    const { axis, indices } = selected(from!, attributes);
    const inner = sizeOf(from!.slice(axis + 1));
    const outer = sizeOf(from!.slice(0, axis));
    const result = new Int32Array(outer * indices.length * inner);
    let at = 0;
    for (let row = 0; row < outer; row++) {
      for (const index of indices)
        for (let i = 0; i < inner; i++) result[at++] = (row * from![axis]! + index) * inner + i;
    }
    return result;
  },
};

function selected(
  shape: Shape,
  attributes: Attributes,
): { axis: number; indices: ArrayLike<number> & Iterable<number> } {
  const axis = normaliseAxes((attributes['axis'] ?? 0) as number, shape.length, 'indexSelect')[0]!;
  const indices = attributes['indices'] as Int32Array;
  for (const index of indices) {
    if (!Number.isInteger(index) || index < 0 || index >= shape[axis]!) {
      throw new DomainError(`indexSelect: index ${index} is outside axis ${axis} of ${shapeText(shape)}.`);
    }
  }
  return { axis, indices };
}

/** The last axis picked element by element: `indices` of the output's `shape` hold positions in the flattened input; −1 is `fill`. */
export const gather: Structural = {
  kind,
  arity: 1,
  shape: (_shapes, attributes) => listOf(attributes, 'shape', 'gather'),
  sources: (_shapes, attributes) => attributes['sources'] as Int32Array,
};

/** `before[i]` and `after[i]` elements of value `fill` (default 0) added at the ends of axis i. */
export const pad: Structural = {
  kind,
  arity: 1,
  shape: ([from], attributes) => {
    const before = listOf(attributes, 'before', 'pad');
    const after = listOf(attributes, 'after', 'pad');
    return from!.map((extent, axis) => before[axis]! + extent + after[axis]!);
  },
  sources: ([from], attributes) => {
    const before = attributes['before'] as readonly number[];
    const after = attributes['after'] as readonly number[];
    const shape = from!.map((extent, axis) => before[axis]! + extent + after[axis]!);
    const result = new Int32Array(sizeOf(shape)).fill(-1);
    const strides = stridesOf(shape);
    const offset = before.reduce((sum, count, axis) => sum + count * strides[axis]!, 0);
    positions(from!, strides, offset).forEach((position, i) => (result[position] = i));
    return result;
  },
};

/**
 * The patches that a window of `kernel` [height, width] sees: [N, C, H, W] → [N, C·kh·kw, outH·outW] (PyTorch's unfold), with
 * `stride`, `padding` and `dilation` as pairs. Padding elements are `fill` (default 0).
 */
export const unfold: Structural = {
  kind,
  arity: 1,
  shape: ([from], attributes) => {
    const { count, rows, columns } = patches(from!, attributes);
    return [from![0]!, from![1]! * count, rows * columns];
  },
  sources: ([from], attributes) => {
    const [images, channels, height, width] = from as readonly [number, number, number, number];
    const { kernel, stride, padding, dilation, count, rows, columns } = patches(from!, attributes);
    const result = new Int32Array(images * channels * count * rows * columns);
    let at = 0;
    for (let plane = 0; plane < images * channels; plane++) {
      for (let i = 0; i < kernel[0]!; i++) {
        for (let j = 0; j < kernel[1]!; j++) {
          for (let row = 0; row < rows; row++) {
            const y = row * stride[0]! - padding[0]! + i * dilation[0]!;
            for (let column = 0; column < columns; column++) {
              const x = column * stride[1]! - padding[1]! + j * dilation[1]!;
              const inside = y >= 0 && y < height && x >= 0 && x < width;
              result[at++] = inside ? (plane * height + y) * width + x : -1;
            }
          }
        }
      }
    }
    return result;
  },
};

/** Extents of the output of a sliding window. */
export function patches(
  shape: Shape,
  attributes: Attributes,
): Record<'kernel' | 'stride' | 'padding' | 'dilation', readonly number[]> &
  Record<'count' | 'rows' | 'columns', number> {
  if (shape.length !== 4) throw new DomainError(`unfold: needs [N, C, H, W], got ${shapeText(shape)}.`);
  const pair = (name: string, fallback: number): readonly number[] => {
    const value = attributes[name] ?? fallback;
    return typeof value === 'number' ? [value, value] : (value as readonly number[]);
  };
  const kernel = pair('kernel', 1);
  const stride = pair('stride', 1);
  const padding = pair('padding', 0);
  const dilation = pair('dilation', 1);
  const extent = (axis: number): number =>
    Math.floor((shape[axis + 2]! + 2 * padding[axis]! - dilation[axis]! * (kernel[axis]! - 1) - 1) / stride[axis]!) + 1;
  const rows = extent(0);
  const columns = extent(1);
  if (!(rows > 0 && columns > 0)) {
    throw new DomainError(
      `unfold: a window of ${kernel[0]} × ${kernel[1]} does not fit into ${shapeText(shape)} with padding [${padding}].`,
    );
  }
  return { kernel, stride, padding, dilation, count: kernel[0]! * kernel[1]!, rows, columns };
}
