/** The memory of a tensor: typed arrays for formats and integers, balls for the oracle. Written once, then shared. */
import type { Balls, FloatStorage, IntegerStorage } from '../arithmetic/index.ts';

export type Storage = FloatStorage | IntegerStorage | Balls;

/** Whether the elements are plain numbers in a typed array. */
export function isNumbers(storage: Storage): storage is FloatStorage | IntegerStorage {
  return ArrayBuffer.isView(storage);
}
