/** The eager face: tensors with PyTorch's names, computed in a format as its hardware would, differentiable over the op table. */
export { Context } from './context.ts';
export type { ContextOptions } from './context.ts';
export { dtypeOf, isDifferentiable, promote } from './dtype.ts';
export type { Dtype } from './dtype.ts';
export { Tensor } from './tensor.ts';
export { tensorsOf } from './tensors-of.ts';
export type { Values } from './tensor.ts';
export { positionsOf } from './whole-numbers.ts';
