import { ComparisonError } from '../../errors.ts';
import type { FormatName } from '../../formats/index.ts';

/** What a run is asked for: a format, or the oracle's arithmetic. */
export type RunDtype = FormatName | 'oracle';

/** Results of one program by dtype, for a program that has to be awaited. Made by {@link acrossDtypes}. */
export interface DtypeOutcomes {
  readonly kind: 'outcomes across dtypes';
  readonly of: ReadonlyMap<RunDtype, unknown>;
}

/** One program in any dtype: returns a tensor, a typed array, a number, or a record or list of these. */
export type DtypeRun = (dtype: RunDtype) => unknown;

/**
 * Runs an asynchronous program in several dtypes, one after another, so that the assertion itself can be synchronous.
 *
 * @param run - the program; anything that `toBeStableAcrossDtypes` takes, or a promise of it
 * @param dtypes - the formats to be judged and, where it is the reference, `'oracle'` or `'float64'`
 *
 * @example
 * const outcomes = await acrossDtypes((dtype) => session.run(dtype), ['float32', 'float16', 'float64']);
 * expect(outcomes).toBeStableAcrossDtypes({ float32: { rel: 1e-5 }, float16: { rel: 0.01 } }, { reference: 'float64' });
 */
export async function acrossDtypes(run: DtypeRun, dtypes: readonly RunDtype[]): Promise<DtypeOutcomes> {
  const of = new Map<RunDtype, unknown>();
  for (const dtype of dtypes) of.set(dtype, await run(dtype));
  return { kind: 'outcomes across dtypes', of };
}

/** A run whose results are there already. */
export function isOutcomes(value: unknown): value is DtypeOutcomes {
  return (
    typeof value === 'object' && value !== null && (value as Partial<DtypeOutcomes>).kind === 'outcomes across dtypes'
  );
}

/**
 * The result in one dtype.
 *
 * @throws ComparisonError for a promise, or where outcomes lack the dtype
 */
export function outcomeIn(dtype: RunDtype, received: DtypeRun | DtypeOutcomes): unknown {
  const outcome = isOutcomes(received) ? received.of.get(dtype) : received(dtype);
  if (isOutcomes(received) && !received.of.has(dtype)) {
    throw new ComparisonError(
      `toBeStableAcrossDtypes: there is no outcome in ${dtype}. Write acrossDtypes(run, [${[...received.of.keys(), dtype].map((name) => `'${name}'`).join(', ')}]).`,
    );
  }
  if (typeof (outcome as Partial<Promise<unknown>> | null | undefined)?.then === 'function') {
    throw new ComparisonError(
      `toBeStableAcrossDtypes: the run returned a promise in ${dtype}. Write await: expect(await acrossDtypes(run, dtypes)).toBeStableAcrossDtypes(…).`,
    );
  }
  return outcome;
}
