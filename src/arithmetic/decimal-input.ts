/** Decimal numbers as exact inputs. */
import { DomainError } from '../errors.ts';
import { inputOf } from './expression.ts';
import type { Quotient } from '../reals/rational-reals.ts';
import type { Expression } from './expression.ts';

/** A decimal number as text, or nested lists of such. */
export type DecimalInput = string | readonly DecimalInput[];

const LITERAL = /^([-+]?)(\d+(?:_\d+)*)?(?:\.(\d*))?(?:e([-+]?\d{1,4}))?$/i;

/**
 * The decimals as exact quotients of integers.
 *
 * @throws DomainError for a text that is no decimal number, a ragged list, or an exponent of more than four digits
 */
export function decimalReference(values: DecimalInput): Expression {
  const shape: number[] = [];
  for (let level: DecimalInput = values; Array.isArray(level); level = level[0] as DecimalInput) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const quotients: Quotient[] = [];
  const visit = (level: DecimalInput, depth: number): void => {
    if (depth === shape.length) {
      quotients.push(quotientOf(level));
      return;
    }
    if (!Array.isArray(level) || level.length !== shape[depth]) {
      throw new DomainError(`oracle.decimal: the lists have different lengths; [${shape.join(', ')}] was begun.`);
    }
    for (const item of level as readonly DecimalInput[]) visit(item, depth + 1);
  };
  visit(values, 0);
  return inputOf(shape, { kind: 'quotients', values: quotients });
}

/** The decimal literal as a quotient of integers. */
export function quotientOf(text: unknown): Quotient {
  const match = typeof text === 'string' ? LITERAL.exec(text.trim()) : null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (match === null || whole + fraction === '') {
    throw new DomainError(
      `oracle.decimal: ${typeof text === 'string' ? `'${text}'` : String(text)} is no decimal number. Write text such as '0.1' or '6.02e23'.`,
    );
  }
  const digits = BigInt(whole.replaceAll('_', '') + fraction) * (sign === '-' ? -1n : 1n);
  const power = Number(exponent) - fraction.length;
  return power >= 0
    ? { dividend: digits * 10n ** BigInt(power), divisor: 1n }
    : { dividend: digits, divisor: 10n ** BigInt(-power) };
}
