/** The types of a tensor's elements, and which type a mixture has. */
import { DomainError } from '../errors.ts';
import { formatOf, formats } from '../formats/index.ts';
import type { FormatName } from '../formats/index.ts';

/** A format, `int32`, `bool`, or `oracle`: real numbers known by enclosures. */
export type Dtype = FormatName | 'int32' | 'bool' | 'oracle';

/** Whether gradients flow through tensors of this type. */
export function isDifferentiable(dtype: Dtype): boolean {
  return dtype !== 'int32' && dtype !== 'bool';
}

/** The type named, checked. `float8` alone is refused with the two formats of that width. */
export function dtypeOf(name: string): Dtype {
  return name === 'int32' || name === 'bool' || name === 'oracle' ? name : formatOf(name as FormatName).name;
}

const rank: Readonly<Record<'bool' | 'int32', number>> = { bool: 0, int32: 1 };

/**
 * PyTorch's promotion: bool < int32 < any format; of two formats the wider; float16 with bfloat16 gives float32, because neither holds
 * the other. `oracle` holds every format exactly.
 *
 * @throws DomainError for an 8-bit format met by another: cast one, so that it is seen where precision is lost
 */
export function promote(a: Dtype, b: Dtype): Dtype {
  if (a === b) return a;
  if (a === 'oracle' || b === 'oracle') return 'oracle';
  if (a in rank && b in rank) return rank[a as 'bool'] > rank[b as 'bool'] ? a : b;
  if (a in rank) return b;
  if (b in rank) return a;
  const [first, second] = [formats[a as FormatName], formats[b as FormatName]];
  if (first.bits === 8 || second.bits === 8) {
    throw new DomainError(`${a} and ${b} have no common type. Cast one of them: x.to('${first.bits === 8 ? b : a}').`);
  }
  if (first.bits === second.bits) return 'float32';
  return first.bits > second.bits ? a : b;
}

const category = (dtype: Dtype): number => (dtype === 'bool' ? 0 : dtype === 'int32' ? 1 : dtype === 'oracle' ? 3 : 2);

/**
 * The type of an op's result on these inputs. As in PyTorch, scalars (shape `[]`) take the type of the tensors that they meet, unless they
 * are of a higher kind: bool < int32 < formats < oracle.
 */
export function commonDtype(inputs: readonly { readonly dtype: Dtype; readonly shape: readonly number[] }[]): Dtype {
  const [first, second] = inputs;
  if (second === undefined || (inputs.length === 2 && first!.dtype === second.dtype)) return first!.dtype;
  const kindOf = (list: typeof inputs): number => Math.max(-1, ...list.map(({ dtype }) => category(dtype)));
  const arrays = inputs.filter(({ shape }) => shape.length > 0);
  const deciding = kindOf(arrays) < kindOf(inputs) ? inputs.filter(({ shape }) => shape.length === 0) : arrays;
  return deciding.map(({ dtype }) => dtype).reduce(promote);
}
