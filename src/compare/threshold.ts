/** Inclusive and exclusive limits, on errors that are float64. */
import { nextDown, nextUp } from '../formats/index.ts';
import type { Budget } from './types.ts';

/**
 * The largest error that a limit admits: the limit, or the float64 below it where the boundary is exclusive. An error of 0 is always admitted:
 * equal values pass.
 */
export function admitted(limit: number, boundary: Budget['boundary']): number {
  return boundary === 'exclusive' && limit > 0 ? nextDown(limit, 'float64') : limit;
}

/** The smallest limit that admits an error. */
export function admitting(error: number, boundary: Budget['boundary']): number {
  return boundary === 'exclusive' && error > 0 ? nextUp(error, 'float64') : error;
}
