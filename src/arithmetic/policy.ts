/** What hardware leaves open, as a setting: in which format sums are kept, in which order, with which roundings. */
import { DomainError } from '../errors.ts';
import { formatOf } from '../formats/index.ts';
import type { FormatName, RoundingMode } from '../formats/index.ts';

/** How the arithmetic of one run rounds and accumulates. */
export interface PrecisionPolicy {
  /**
   * The format in which sums of terms or of products are kept; every partial sum is rounded into it, and the final sum once into the
   * result's format. `'same'`: the result's own. Default: `'same'` for float64 and float32; float32 for narrower formats, as in the matrix
   * units of current hardware.
   */
  readonly accumulate?: FormatName | 'same';
  /**
   * The order of summation. `'sequential'` (default): first to last. `'pairwise'`: halves, recursively, down to single terms.
   * `'blocked'`: sequential sums over blocks of `block` terms, then a sequential sum over the blocks.
   */
  readonly order?: 'sequential' | 'pairwise' | 'blocked';
  /** Terms in a block; default 32. */
  readonly block?: number;
  /** Whether a product enters its sum unrounded (one rounding for x·y + s instead of two). Default false. */
  readonly fma?: boolean;
  /** How results are rounded into their format. Default `'nearest'`: to nearest, ties to even. Accumulators always round to nearest. */
  readonly rounding?: RoundingMode;
  /** Seed of stochastic rounding; the same seed and program give the same bits. Default 0. */
  readonly seed?: number;
  /** `'saturate'`: results beyond the range become the largest finite value of the format. Default `'format'`: what the format says. */
  readonly overflow?: 'format' | 'saturate';
  /** Whether results and inputs below the smallest normal number become zeros of their sign. Default false. */
  readonly flushSubnormals?: boolean;
}

/** A policy with nothing left open, for results in one format. */
export interface ResolvedPolicy {
  readonly format: FormatName;
  readonly accumulate: FormatName;
  readonly order: 'sequential' | 'pairwise' | 'blocked';
  readonly block: number;
  readonly fma: boolean;
  readonly rounding: RoundingMode;
  readonly seed: number;
  readonly overflow: 'format' | 'saturate';
  readonly flushSubnormals: boolean;
}

const known = ['accumulate', 'order', 'block', 'fma', 'rounding', 'seed', 'overflow', 'flushSubnormals'];

/**
 * What hardware leaves open, checked: `torch({ arithmetic: arithmetic({ accumulate: 'float32', order: 'blocked', block: 32 }) })`.
 *
 * @throws DomainError naming the setting that does not exist or has no such value
 */
export function arithmetic(settings: PrecisionPolicy): PrecisionPolicy {
  // The narrowest format is narrower than every accumulator, so that only the settings themselves are judged.
  resolvePolicy('float8_e5m2', settings);
  return Object.freeze({ ...settings });
}

/**
 * The policy with its defaults filled in.
 *
 * @throws DomainError for a setting that does not exist, a block that is not a positive integer, or an accumulator narrower than the result
 */
export function resolvePolicy(format: FormatName, policy: PrecisionPolicy): ResolvedPolicy {
  for (const name of Object.keys(policy)) {
    if (!known.includes(name))
      throw new DomainError(`arithmetic: there is no setting '${name}'. There are ${known.join(', ')}.`);
  }
  const { accumulate, order = 'sequential', block = 32 } = policy;
  oneOf('order', policy.order, ['sequential', 'pairwise', 'blocked']);
  oneOf('rounding', policy.rounding, ['nearest', 'towardZero', 'up', 'down', 'stochastic']);
  oneOf('overflow', policy.overflow, ['format', 'saturate']);
  oneOf('fma', policy.fma, [true, false]);
  oneOf('flushSubnormals', policy.flushSubnormals, [true, false]);
  if (!Number.isInteger(block) || block < 1)
    throw new DomainError(`arithmetic: block must be a positive integer, got ${block}.`);
  const wide = format === 'float64' || format === 'float32';
  const own =
    accumulate === undefined ? (wide ? format : 'float32') : accumulate === 'same' ? format : formatOf(accumulate).name;
  if (formatOf(own).precision < formatOf(format).precision) {
    throw new DomainError(
      `arithmetic: sums of ${format} cannot be kept in ${own}, which is narrower. Use '${format}' or wider.`,
    );
  }
  return {
    format,
    accumulate: own,
    order,
    block,
    fma: policy.fma ?? false,
    rounding: policy.rounding ?? 'nearest',
    seed: policy.seed ?? 0,
    overflow: policy.overflow ?? 'format',
    flushSubnormals: policy.flushSubnormals ?? false,
  };
}

function oneOf(setting: string, value: unknown, values: readonly unknown[]): void {
  if (value === undefined || values.includes(value)) return;
  throw new DomainError(`arithmetic: ${setting} must be one of ${values.join(', ')}, got ${String(value)}.`);
}
