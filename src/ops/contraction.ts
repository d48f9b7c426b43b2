/** Sums and sums of products: the ops inside which rounding errors accumulate. */
import { DomainError } from '../errors.ts';
import {
  broadcastShapes,
  broadcastStrides,
  normaliseAxes,
  positions,
  reducedShape,
  sameShape,
  shapeText,
  sizeOf,
  stridesOf,
} from './shape.ts';
import type { Algebra } from './algebra.ts';
import type { Attributes, Contraction, Rows } from './define.ts';
import type { Shape } from './shape.ts';

const kind = 'contraction';

/** Σ over `axes` (default: all), which are dropped, or kept with extent 1 under `keepDims`. */
export const sum: Contraction = {
  kind,
  arity: 1,
  shape: ([from], attributes) => reducedShape(from!, axesOf(from!, attributes, 'sum'), attributes['keepDims'] === true),
  plan: ([from], attributes) => ({ form: 'sums', ...rowsOf(from!, axesOf(from!, attributes, 'sum')) }),
  vjp: (o, [x], _y, g, attributes) => [() => stretchBack(o, g, o.shapeOf(x!), attributes, 'sum')],
};

/** Summed down to `shape`, which broadcasts to the input's: the adjoint of broadcasting. */
export const sumTo: Contraction = {
  kind,
  arity: 1,
  shape: ([from], attributes) => {
    const shape = attributes['shape'] as Shape;
    if (!sameShape(broadcastShapes([shape, from!], 'sumTo'), from!)) {
      throw new DomainError(`sumTo: ${shapeText(shape)} does not broadcast to ${shapeText(from!)}.`);
    }
    return shape;
  },
  plan: ([from], attributes) => {
    const shape = attributes['shape'] as Shape;
    const missing = from!.length - shape.length;
    const axes = from!.flatMap((extent, axis) =>
      axis < missing || (shape[axis - missing] === 1 && extent !== 1) ? [axis] : [],
    );
    return { form: 'sums', ...rowsOf(from!, axes) };
  },
  vjp: (o, [x], _y, g) => [() => o.broadcastTo(g, { shape: o.shapeOf(x!) })],
};

/**
 * Matrix product over the last two axes, [..., m, k]·[..., k, n] → [..., m, n], leading axes broadcast; vectors as in PyTorch:
 * a first operand of rank 1 is a row, a second one a column, and the axis added for it is dropped.
 *
 * A-priori bound: |ŷ − y| ≤ k·u·(|A||B|) element by element (Jeannerod and Rump 2013), u the unit roundoff of the accumulator.
 */
export const matmul: Contraction = {
  kind,
  arity: 2,
  shape: (shapes) => {
    const { batch, rows, columns, leftVector, rightVector } = productShapes(shapes);
    return [...batch, ...(leftVector ? [] : [rows]), ...(rightVector ? [] : [columns])];
  },
  plan: (shapes) => {
    const { left, right, batch, rows, inner, columns } = productShapes(shapes);
    const batchesOf = (own: Shape): Int32Array => positions(batch, broadcastStrides(own, batch, stridesOf(own)));
    return {
      form: 'products',
      batches: sizeOf(batch),
      rows,
      inner,
      columns,
      leftBatches: batchesOf(left.slice(0, -2)),
      rightBatches: batchesOf(right.slice(0, -2)),
    };
  },
  vjp: (o, [a, b], _y, g) => {
    const { left, right, leftVector, rightVector, batch, rows, columns } = productShapes([
      o.shapeOf(a!),
      o.shapeOf(b!),
    ]);
    const full = (): typeof g => shaped(o, g, [...batch, rows, columns]);
    const transposed = (x: typeof g, shape: Shape): typeof g => swapLast(o, shaped(o, x, shape));
    return [
      () => {
        const gradient = o.matmul(full(), transposed(b!, right));
        return leftVector ? shaped(o, sumLeading(o, gradient, left), o.shapeOf(a!)) : gradient;
      },
      () => {
        const gradient = o.matmul(transposed(a!, left), full());
        return rightVector ? shaped(o, sumLeading(o, gradient, right), o.shapeOf(b!)) : gradient;
      },
    ];
  },
};

/** Elements added into an array of `shape`: y[targets[i]] += x[i]; a target of −1 drops the element. The adjoint of `gather`. */
export const scatterAdd: Contraction = {
  kind,
  arity: 1,
  shape: (_shapes, attributes) => attributes['shape'] as Shape,
  plan: (_shapes, attributes) => ({
    form: 'scattered',
    size: sizeOf(attributes['shape'] as Shape),
    targets: attributes['targets'] as Int32Array,
  }),
  vjp: (o, [x], _y, g, attributes) => [
    () => o.gather(g, { shape: o.shapeOf(x!), sources: attributes['targets'] as Int32Array }),
  ],
};

function axesOf(shape: Shape, attributes: Attributes, name: string): readonly number[] {
  return normaliseAxes(attributes['axes'] as number | readonly number[] | undefined, shape.length, name);
}

/** The rows of a reduction over `axes` (sorted). */
export function rowsOf(shape: Shape, axes: readonly number[]): Rows {
  const extents = (list: readonly number[]): number[] => list.map((axis) => shape[axis]!);
  const length = sizeOf(extents(axes));
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const rows = sizeOf(extents(kept));
  const sideBySide = axes.every((axis, at) => axis === axes[0]! + at);
  if (sideBySide) {
    const inner = axes.length === 0 ? 1 : sizeOf(shape.slice(axes[axes.length - 1]! + 1));
    return { rows, length, inner, sources: undefined };
  }
  const strides = stridesOf(shape);
  const order = [...kept, ...axes];
  return {
    rows,
    length,
    inner: 1,
    sources: positions(
      extents(order),
      order.map((axis) => strides[axis]!),
    ),
  };
}

/** The position of element j of row r. */
export function sourceIn({ length, inner, sources }: Rows, r: number, j: number): number {
  if (sources !== undefined) return sources[r * length + j]!;
  const block = inner === 1 ? r : Math.floor(r / inner);
  return (block * length + j) * inner + (r - block * inner);
}

/** The gradient of a reduction, given its axes back and repeated along them. */
export function stretchBack<V>(o: Algebra<V>, g: V, shape: Shape, attributes: Attributes, name: string): V {
  const axes = axesOf(shape, attributes, name);
  const kept = attributes['keepDims'] === true ? g : o.reshape(g, { shape: reducedShape(shape, axes, true) });
  return o.broadcastTo(kept, { shape });
}

/** The same elements under `shape`; the value itself where it has that shape already. */
function shaped<V>(o: Algebra<V>, x: V, shape: Shape): V {
  return sameShape(o.shapeOf(x), shape) ? x : o.reshape(x, { shape });
}

function swapLast<V>(o: Algebra<V>, x: V): V {
  const rank = o.shapeOf(x).length;
  return o.permute(x, { axes: [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2] });
}

function sumLeading<V>(o: Algebra<V>, x: V, shape: Shape): V {
  return sameShape(o.shapeOf(x), shape) ? x : o.sumTo(x, { shape });
}

interface ProductShapes {
  readonly left: Shape;
  readonly right: Shape;
  readonly leftVector: boolean;
  readonly rightVector: boolean;
  readonly batch: Shape;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

function productShapes([a, b]: readonly Shape[]): ProductShapes {
  if (a!.length === 0 || b!.length === 0) {
    throw new DomainError(`matmul: ${shapeText(a!)} times ${shapeText(b!)}: scalars have no matrix product. Use mul.`);
  }
  const leftVector = a!.length === 1;
  const rightVector = b!.length === 1;
  const left = leftVector ? [1, ...a!] : a!;
  const right = rightVector ? [...b!, 1] : b!;
  const inner = left[left.length - 1]!;
  if (inner !== right[right.length - 2]) {
    throw new DomainError(
      `matmul: the inner extents of ${shapeText(a!)} and ${shapeText(b!)} differ: ${inner} and ${right[right.length - 2]}. Transpose one, or reshape.`,
    );
  }
  return {
    left,
    right,
    leftVector,
    rightVector,
    batch: broadcastShapes([left.slice(0, -2), right.slice(0, -2)], 'matmul'),
    rows: left[left.length - 2]!,
    inner,
    columns: right[right.length - 1]!,
  };
}
