/** What ulps are counted in: a floating-point format, or an integer type. */
import { formatOf, powerOfTwo } from '../formats/index.ts';
import type { Format } from '../formats/index.ts';
import type { UlpScale } from '../kernels/compare.ts';
import type { Dtype, Unit } from './types.ts';

/** A unit with the numbers that its arithmetic needs. */
export interface UnitOfError {
  readonly name: Unit;
  /** The format; `undefined` for integer types. */
  readonly format: Format | undefined;
  readonly ulp: UlpScale;
  /** Smallest normal number; 0 for integers, which have no subnormals. */
  readonly minNormal: number;
  /**
   * An error in ulps that no two values of the unit exceed, at most the largest float64: 2·maxFinite / smallest subnormal for formats, the
   * length of the range for integers.
   */
  readonly largestErrorUlps: number;
  /** The largest number of steps between two finite values, at most the largest float64. */
  readonly largestSteps: number;
}

/** The unit of errors of an array of that element type: its own format; for complex numbers, that of their parts. */
export function unitOf(dtype: Dtype): UnitOfError {
  switch (dtype) {
    case 'complex64':
      return formatUnit('float32');
    case 'complex128':
      return formatUnit('float64');
    case 'bool':
    case 'int8':
    case 'uint8':
      return integerUnit(dtype, powerOfTwo(8) - 1);
    case 'int16':
    case 'uint16':
      return integerUnit(dtype, powerOfTwo(16) - 1);
    case 'int32':
    case 'uint32':
      return integerUnit(dtype, powerOfTwo(32) - 1);
    case 'int64':
    case 'uint64':
      return integerUnit(dtype, powerOfTwo(64));
    case 'bigint':
      return integerUnit(dtype, Number.MAX_VALUE);
    default:
      return formatUnit(dtype);
  }
}

const units = new Map<Unit, UnitOfError>();

function formatUnit(name: Parameters<typeof formatOf>[0]): UnitOfError {
  const format = formatOf(name);
  const known = units.get(format.name);
  if (known !== undefined) return known;
  const { precision: p, emin, emax, maxFinite, minSubnormal } = format;
  const unit: UnitOfError = {
    name: format.name,
    format,
    ulp: { minPower: powerOfTwo(emin), scale: powerOfTwo(p - 2), floating: true },
    minNormal: format.minNormal,
    largestErrorUlps: Math.min(2 * (maxFinite / minSubnormal), Number.MAX_VALUE),
    largestSteps: 2 * (emax - emin + 2) * powerOfTwo(p - 1),
  };
  units.set(format.name, unit);
  return unit;
}

function integerUnit(name: Unit, range: number): UnitOfError {
  return {
    name,
    format: undefined,
    ulp: { minPower: 2, scale: 1, floating: false },
    minNormal: 0,
    largestErrorUlps: range,
    largestSteps: range,
  };
}
