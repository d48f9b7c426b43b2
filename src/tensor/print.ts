/** Tensors as text: every number with the fewest digits that name it in its format, long axes shortened. */
import { formats, rounderFor } from '../formats/index.ts';
import type { FormatName } from '../formats/index.ts';
import type { Shape } from '../ops/index.ts';
import type { Dtype } from './dtype.ts';

/** Elements shown at each end of an axis of a tensor with more than `most` elements. */
const edge = 3;
const most = 200;

/** What is printed of a tensor. */
export interface Printable {
  readonly dtype: Dtype;
  readonly shape: Shape;
  readonly requiresGrad: boolean;
  toFloat64(): Float64Array;
}

/** `tensor([[1, 0.1], [2, 3]], float32, requiresGrad)`; rows under each other. */
export function tensorText(tensor: Printable): string {
  const { dtype, shape, requiresGrad } = tensor;
  const flat = tensor.toFloat64();
  const number = numberText(dtype);
  const shortened = flat.length > most;
  const text = (axis: number, from: number, size: number): string => {
    if (axis === shape.length) return number(flat[from]!);
    const extent = shape[axis]!;
    const part = extent === 0 ? 0 : size / extent;
    const items: string[] = [];
    for (let i = 0; i < extent; i++) {
      if (shortened && extent > 2 * edge && i === edge) {
        items.push(`… ${extent - 2 * edge} more`);
        i = extent - edge;
      }
      items.push(text(axis + 1, from + i * part, part));
    }
    const separator = axis === shape.length - 1 ? ', ' : `,\n${' '.repeat('tensor('.length + axis + 1)}`;
    return `[${items.join(separator)}]`;
  };
  const notes = [
    dtype,
    ...(flat.length === 0 ? [`shape [${shape.join(', ')}]`] : []),
    ...(requiresGrad ? ['requiresGrad'] : []),
  ];
  return `tensor(${text(0, 0, flat.length)}, ${notes.join(', ')})`;
}

/** The fewest significant digits whose decimal rounds to the same number of the format. */
function numberText(dtype: Dtype): (x: number) => string {
  if (dtype === 'bool') return (x) => String(x !== 0);
  const plain = (x: number): string => (Object.is(x, -0) ? '-0' : String(x));
  if (!(dtype in formats) || dtype === 'float64') return plain;
  const round = rounderFor(dtype as FormatName);
  return (x) => {
    if (!Number.isFinite(x) || Number.isInteger(x)) return plain(x);
    for (let digits = 1; digits < 17; digits++) {
      const short = Number(x.toPrecision(digits));
      if (round(short) === x) return String(short);
    }
    return String(x);
  };
}
