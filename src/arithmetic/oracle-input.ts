/** What may be given to an oracle, and how it enters: exactly, copied. */
import { readValue } from '../compare/values.ts';
import { ComparisonError, DomainError } from '../errors.ts';
import { sameShape } from '../ops/index.ts';
import { inputOf } from './expression.ts';
import { expressionOfTensor, isModelTensor } from './model-run.ts';
import { OracleReference } from './oracle-reference.ts';
import type { NumericArray, Reader } from '../compare/index.ts';
import type { Quotient } from '../reals/rational-reals.ts';
import type { Expression } from './expression.ts';

/** Nested lists of numbers, or of bigints. */
export type NestedNumbers = number | bigint | readonly NestedNumbers[];

/** A number, a nested list, a typed array, `{ data, shape }`, a tensor of a library that the readers know, or what another oracle gave. */
export type OracleInput = NestedNumbers | ArrayBufferView | NumericArray | OracleReference | object;

/**
 * The value as an exact expression; references keep their history, so that programs compose.
 *
 * @throws DomainError for what is no array of real numbers
 */
export function expressionOf(value: unknown, where: string, readers: readonly Reader[]): Expression {
  if (value instanceof OracleReference) return value.expression;
  if (typeof value === 'string') {
    throw new DomainError(
      `${where} is the string '${value}'. Write oracle.decimal('${value}') for that decimal number exactly, or Number('${value}') for the float64 nearest to it.`,
    );
  }
  if (typeof value === 'boolean') return scalar(value ? 1 : 0);
  if (typeof value === 'number') return scalar(value);
  if (isModelTensor(value) && value.dtype === 'oracle') return expressionOfTensor(value, where);
  const read = readAny(value, where, readers);
  if (read.type !== 'leaf') return stacked(read.type === 'list' ? read.items : [], where, readers);
  const { operand } = read;
  if (operand.kind === 'complex') {
    throw new DomainError(`${where} is complex (${operand.source}). Give its real and imaginary parts one by one.`);
  }
  if (operand.kind === 'bigint') {
    const integers = new Array<bigint>(operand.count);
    operand.loadBigints(0, operand.count, integers);
    const values = Float64Array.from(integers, Number);
    if (integers.every((integer, i) => Number.isFinite(values[i]) && BigInt(values[i]!) === integer)) {
      return inputOf(operand.shape, { kind: 'float64', values });
    }
    const quotients: Quotient[] = integers.map((dividend) => ({ dividend, divisor: 1n }));
    return inputOf(operand.shape, { kind: 'quotients', values: quotients });
  }
  const values = new Float64Array(operand.count);
  if (operand.float64) {
    operand.load(0, operand.count, new Float32Array(0), values);
  } else {
    const narrow = new Float32Array(operand.count);
    operand.load(0, operand.count, narrow, values);
    values.set(narrow);
  }
  return inputOf([...operand.shape], { kind: 'float64', values });
}

function scalar(value: number): Expression {
  return inputOf([], { kind: 'float64', values: Float64Array.of(value) });
}

/** Rows that are arrays of their own, such as typed arrays, as one array. */
function stacked(items: readonly unknown[], where: string, readers: readonly Reader[]): Expression {
  const rows = items.map((item, i) => expressionOf(item, `${where}[${i}]`, readers));
  const shape = rows[0]?.shape;
  const parts = rows.map(({ origin }) =>
    origin.kind === 'input' && origin.exact.kind === 'float64' ? origin.exact : undefined,
  );
  if (shape === undefined || !rows.every((row, i) => sameShape(row.shape, shape) && parts[i] !== undefined)) {
    throw new DomainError(
      `${where} is a structure and not one array of numbers: its rows are of different shapes or kinds. Give each array as an input of its own.`,
    );
  }
  const values = new Float64Array(rows.length * rows[0]!.size);
  parts.forEach((part, i) => values.set(part!.values, i * rows[0]!.size));
  return inputOf([rows.length, ...shape], { kind: 'float64', values });
}

function readAny(value: unknown, where: string, readers: readonly Reader[]): ReturnType<typeof readValue> {
  try {
    return readValue(value, '', readers);
  } catch (error) {
    if (!(error instanceof ComparisonError)) throw error;
    throw new DomainError(`${where} cannot be read: ${error.message.replace(/^Cannot compare: /, '')}`);
  }
}
