/**
 * Errors that this package throws: one class a kind, so that callers can tell them apart with `instanceof`.
 *
 * Every message says what was given, what was wrong with it, and what to write instead.
 */

/** Base of the errors of this package but two: a wrong budget and values that cannot be compared are a `TypeError`. */
export class UlpwiseError extends Error {
  override readonly name: string = 'UlpwiseError';
}

/** A format name or a bit pattern that no format has. */
export class FormatError extends UlpwiseError {
  override readonly name: string = 'FormatError';
}

/** A budget with a missing, unknown or invalid term. A `TypeError` in kind: the call is wrong, not the numbers. */
export class BudgetError extends TypeError {
  override readonly name: string = 'BudgetError';
}

/** Values that cannot be compared: shapes that differ, nothing to compare, a string or a promise where numbers were due. */
export class ComparisonError extends TypeError {
  override readonly name: string = 'ComparisonError';
}

/** A file or buffer that is not what its header claims. */
export class FileFormatError extends UlpwiseError {
  override readonly name: string = 'FileFormatError';
}

/** An oracle reached its limit of precision or time before the question was decided. Never a pass. */
export class UndecidedError extends UlpwiseError {
  override readonly name: string = 'UndecidedError';
}

/** An argument outside a function's domain, or shapes that do not fit an operation. */
export class DomainError extends UlpwiseError {
  override readonly name: string = 'DomainError';
}

/** A baseline or run record that cannot be read, written or relied on. The file on disk is as it was. */
export class BaselineError extends UlpwiseError {
  override readonly name: string = 'BaselineError';
}

/** A command called with arguments that make no sense. */
export class UsageError extends UlpwiseError {
  override readonly name: string = 'UsageError';
}
