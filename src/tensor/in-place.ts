/** Writing new values into the memory of a tensor, so that its views see them and its graph stays right. */
import { DomainError } from '../errors.ts';
import { broadcastShapes, broadcastStrides, positions, sameShape, shapeText, stridesOf } from '../ops/index.ts';
import type { Tensor } from './tensor.ts';

/** See `Tensor.update`. */
export function changeInPlace(tensor: Tensor, compute: (before: Tensor) => Tensor): void {
  const { context, buffer, dtype, shape } = tensor;
  const whole = tensor.walk === undefined;
  const tracked = context.recording && tensor.requiresGrad;
  const traced = context.tracing && dtype === 'oracle';
  if (tracked && (tensor.application === undefined || !whole)) {
    throw new DomainError(
      `in-place: a ${whole ? 'leaf' : 'view'} that requires a gradient cannot be changed while gradients are recorded. Wrap the update in noGrad(() => …), or compute a new tensor.`,
    );
  }
  const result = compute(tracked || traced ? asItWas(tensor) : tensor);
  if (!sameShape(broadcastShapes([shape, result.shape], 'in-place'), shape)) {
    throw new DomainError(
      `in-place: a result of shape ${shapeText(result.shape)} does not fit into ${shapeText(shape)}.`,
    );
  }
  const typed = result.dtype === dtype ? result : result.to(dtype);
  const value = traced && !sameShape(typed.shape, shape) ? typed.expand(...shape) : typed;
  const shared = !whole || buffer.viewed === true;
  if (context.recording && value.requiresGrad && shared) {
    throw new DomainError(
      'in-place: a view, or a tensor of which there are views, cannot take values that require a gradient while gradients are recorded. Use where or concat.',
    );
  }
  if (traced && shared) {
    throw new DomainError(
      'in-place: on the oracle a view, or a tensor of which there are views, cannot be changed. Use where or concat.',
    );
  }
  if (whole && sameShape(value.shape, shape)) {
    buffer.data = value.storage;
  } else {
    const { strides, offset } = tensor.walk ?? { strides: stridesOf(shape), offset: 0 };
    const from = positions(shape, broadcastStrides(value.shape, shape));
    const sources = positions([buffer.data.length], [1]);
    positions(shape, strides, offset).forEach((at, i) => (sources[at] = buffer.data.length + from[i]!));
    buffer.data = context.arithmeticOf(dtype).gather([buffer.data, value.storage], sources, 0);
  }
  buffer.version++;
  if (traced || (context.recording && value.requiresGrad)) {
    tensor.requiresGrad ||= value.requiresGrad;
    const { application } = value;
    tensor.application = application && { ...application, output: tensor, outputVersion: buffer.version };
  }
}

/** The present values and history under another identity, for the graph of a tensor that is about to change. */
function asItWas(tensor: Tensor): Tensor {
  const before = tensor.apart(false);
  before.requiresGrad = tensor.requiresGrad;
  before.application = tensor.application && { ...tensor.application, output: before, outputVersion: 0 };
  return before;
}
