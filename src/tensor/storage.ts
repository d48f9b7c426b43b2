/** The memory of a tensor: typed arrays for formats and integers, balls for the oracle. Written once, then shared. */
import type { FloatStorage, IntegerStorage } from '../arithmetic/index.ts';

export type Storage = FloatStorage | IntegerStorage;
