/** Arithmetic of `int32` (wrapping, as PyTorch's) and `bool` (0 or 1). Exact but for wrapping; division truncates toward zero. */
import { DomainError } from '../errors.ts';
import { sourceIn } from '../ops/index.ts';
import { selectRows } from './floating.ts';
import type { Arithmetic } from './arithmetic.ts';

export type IntegerStorage = Int32Array | Uint8Array;

/** The arithmetic of whole numbers in `dtype`. */
export function integer(dtype: 'int32' | 'bool'): Arithmetic<IntegerStorage> {
  const allocate = (size: number): IntegerStorage => (dtype === 'int32' ? new Int32Array(size) : new Uint8Array(size));
  const round = dtype === 'int32' ? (x: number): number => Math.trunc(x) | 0 : (x: number): number => (x === 0 ? 0 : 1);
  return {
    store(values) {
      const result = allocate(values.length);
      for (let i = 0; i < result.length; i++) result[i] = round(values[i]!);
      return result;
    },
    read: (values) => Float64Array.from(values),
    map(op, inputs, size, attributes) {
      const { kernel } = op;
      if (typeof kernel === 'string')
        throw new DomainError(`${kernel}: needs a floating-point tensor, got ${dtype}. Write x.to('float32').`);
      const result = allocate(size);
      const [x, y, z] = inputs;
      for (let i = 0; i < size; i++) {
        const at = (input: IntegerStorage | undefined): number => (input === undefined ? 0 : input[i % input.length]!);
        result[i] = round(kernel(at(x), at(y), at(z), attributes));
      }
      return result;
    },
    gather(inputs, sources, fill) {
      const all = inputs.length === 1 ? inputs[0]! : Int32Array.from(inputs.flatMap((input) => Array.from(input)));
      const result = allocate(sources.length);
      for (let i = 0; i < sources.length; i++) result[i] = sources[i]! < 0 ? fill : all[sources[i]!]!;
      return result;
    },
    contract(plan, inputs) {
      const x = inputs[0]!;
      if (plan.form === 'sums') {
        const result = allocate(plan.rows);
        for (let row = 0; row < plan.rows; row++) {
          let sum = 0;
          for (let j = 0; j < plan.length; j++) sum = (sum + x[sourceIn(plan, row, j)]!) | 0;
          result[row] = round(sum);
        }
        return result;
      }
      throw new DomainError(`matmul: needs floating-point tensors, got ${dtype}. Write x.to('float32').`);
    },
    select: (plan, input) => selectRows(plan, input, allocate(plan.rows)),
  };
}
