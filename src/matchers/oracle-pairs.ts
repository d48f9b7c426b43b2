import type { OracleReference } from '../arithmetic/index.ts';
import type { Operand } from '../compare/operand.ts';
import { isComplex, isInteger, positionOf } from '../compare/operand.ts';
import { pairLeaves } from '../compare/pairs.ts';
import { unitOf } from '../compare/unit.ts';
import { ComparisonError } from '../errors.ts';
import type { FormatName } from '../formats/index.ts';
import { readers } from '../interop/readers.ts';

/** An array and the proved reference that it is judged by. */
export interface OraclePair {
  readonly path: string;
  readonly actual: Operand;
  readonly reference: OracleReference;
  /** The format that the array is in: what "rounded" refers to. */
  readonly format: FormatName;
}

/**
 * The arrays of two structures, paired with an oracle's references.
 *
 * @throws ComparisonError where shapes or keys differ, where there is nothing to compare, and for references that no oracle made
 */
export function oraclePairs(received: unknown, reference: unknown, matcher: string): OraclePair[] {
  const pairs = pairLeaves(received, reference, readers).map((pair): OraclePair => {
    const where = pair.path === '' ? '' : ` ${pair.path}`;
    if (!('certified' in pair) || !isOracleReference(pair.certified)) {
      throw new ComparisonError(
        `${matcher}: the reference${where} was not made by an oracle. Write oracle.exp(x), oracle.matmul(a, b) or oracle(program, …inputs); ` +
          'plain numbers are compared by toMatchFloat64Within(reference, budget).',
      );
    }
    const { actual } = pair;
    const { format } = unitOf(actual.dtype);
    if (isComplex(actual.dtype) || isInteger(actual.dtype) || format === undefined) {
      throw new ComparisonError(
        `${matcher}: the numbers received${where} are ${actual.dtype}. Give floating-point numbers; an integer is exact or it is not.`,
      );
    }
    return { path: pair.path, actual, reference: pair.certified, format: format.name };
  });
  const empty = pairs.length === 0 ? '' : pairs.find(({ actual }) => actual.count === 0)?.path;
  if (empty === undefined) return pairs;
  throw new ComparisonError(
    `${matcher}: nothing to compare${empty === '' ? '' : ` in ${empty}`}. Assert the length instead: expect(array).toHaveLength(0).`,
  );
}

/** Where an element is: `outputs[3][0]`, `''` for a lone number. */
export function pathOf({ path, actual }: OraclePair, index: number): string {
  return path + positionOf(index, actual.shape).reduce((text, i) => `${text}[${i}]`, '');
}

/** By its methods, not its class: two builds of this package may meet in one process. */
function isOracleReference(value: object): value is OracleReference {
  const { correctlyRounded, order, toDecimal } = value as Partial<OracleReference>;
  return [correctlyRounded, order, toDecimal].every((method) => typeof method === 'function');
}
