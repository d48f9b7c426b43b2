import { DomainError } from '../errors.ts';
import { argumentText } from '../ops/index.ts';
import { Tensor } from './tensor.ts';

/**
 * The tensors given, in a list.
 *
 * @param instead - what to write, for the message
 * @throws DomainError where something else was given
 */
export function tensorsOf(
  given: Iterable<Tensor>,
  name: string,
  instead = 'Make one with t.tensor(values).',
): Tensor[] {
  const isIterable = typeof (given as Partial<Iterable<Tensor>> | null | undefined)?.[Symbol.iterator] === 'function';
  if (!isIterable) throw new DomainError(`${name}: ${argumentText(given)} is no list of tensors. ${instead}`);
  const tensors = [...given];
  for (const tensor of tensors) {
    if (tensor instanceof Tensor) continue;
    throw new DomainError(`${name}: ${argumentText(tensor)} is no tensor. ${instead}`);
  }
  return tensors;
}
