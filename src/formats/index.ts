/**
 * Binary floating-point formats: one table of records, and what follows from it. Rounding any float64 into a format is
 * exact arithmetic and one rounding; ulps, neighbours, ordinals, bit patterns and text are exact. Depends on nothing.
 */

export { formatOf, formats, type BitsOf, type Format, type FormatName } from './catalog.ts';
export { exponentOf, powerOfTwo } from './float64-words.ts';
export { ulpOf } from './ulp.ts';
export { roundToFormat, type RoundingMode, type RoundingOptions } from './rounding.ts';
export { rounderFor } from './rounder.ts';
export { stochasticSource, type RandomSource } from './random-source.ts';
export { fromBits, isRepresentable, toBits } from './bits.ts';
export { decodeArray, encodeArray, type BitArray } from './bit-arrays.ts';
export { fromOrdinal, nextDown, nextUp, ordinalOf, stepsBetween } from './neighbours.ts';
export { fromHex, toHex } from './hexadecimal.ts';
export { toExactDecimal, toShortest } from './decimal.ts';
