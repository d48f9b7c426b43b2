/**
 * The oracle: the exact results of functions and programs, as enclosures that tighten until a question is decided.
 *
 * `oracle.exp(0.1)`, `oracle.matmul(a, b)`, `oracle((o, x) => o.softmax(x), x)`: every op and composite of the table, on exact inputs.
 * Composites are evaluated as their plain real formulas, so that a stable program of a wrong formula does not certify itself.
 */
import { DomainError } from '../errors.ts';
import { checkArity, compositeTable, isRecord, opTable, shapeText } from '../ops/index.ts';
import { SolutionReference } from './backward-error.ts';
import { decimalReference } from './decimal-input.ts';
import { Expression, expressionAlgebra } from './expression.ts';
import { checkLimits } from './limits.ts';
import { leastSquares, solve } from './linear-solve.ts';
import { isModel, runModel } from './model-run.ts';
import { expressionOf } from './oracle-input.ts';
import { fastTier, OracleReference } from './oracle-reference.ts';
import type { Reader } from '../compare/index.ts';
import type { Algebra, Attributes, CompositeName, InputCount, OpName, SettingsArgument } from '../ops/index.ts';
import type { DecimalInput } from './decimal-input.ts';
import type { OracleLimits } from './limits.ts';
import type { OracleModel } from './model-run.ts';
import type { OracleInput } from './oracle-input.ts';
import type { FastTier } from './oracle-reference.ts';

/** A program: a function over the op table, of values that have no numbers yet. */
export type OracleProgram = (
  o: Algebra<Expression>,
  ...inputs: Expression[]
) => Expression | readonly Expression[] | Readonly<Record<string, Expression>>;

/** What an oracle makes of a program's result: a reference for each value in it. */
export type ReferencesOf<Result> = Result extends Expression
  ? OracleReference
  : { readonly [Key in keyof Result]: OracleReference };

/** What an oracle makes of what a model's forward pass gives: a reference for each tensor in it. */
export type ModelReferences<Output> = Output extends { readonly dtype: string; readonly shape: readonly number[] }
  ? OracleReference
  : { readonly [Key in keyof Output]: ModelReferences<Output[Key]> };

/** One op or composite: its inputs, then its settings, such as `{ axes: 0 }`. */
export type OracleMethod<Name = unknown> = (
  ...inputs: OracleInput[] | [...OracleInput[], ...SettingsArgument<Name>]
) => OracleReference;

/** See the head of this file. */
export type Oracle = {
  readonly [Name in OpName | CompositeName]: OracleMethod<Name>;
} & {
  /**
   * The exact result of a program on exact inputs.
   *
   * @throws DomainError where shapes do not fit, or inputs are no arrays of real numbers
   */
  <Result extends ReturnType<OracleProgram>>(
    program: (o: Algebra<Expression>, ...inputs: Expression[]) => Result,
    ...inputs: OracleInput[]
  ): ReferencesOf<Result>;
  /**
   * What a model gives on exact inputs: `oracle.run(model, x)` beside `model.forward(x)`. Its parameters and the inputs enter as the numbers
   * that they hold in their dtypes; nothing is rounded on the way. In place of the model there may be a program over the op table.
   *
   * @throws DomainError where there is no tensor to tell where tensors are made
   */
  run<Model extends OracleModel>(model: Model, ...inputs: unknown[]): ModelReferences<ReturnType<Model['forward']>>;
  run<Result extends ReturnType<OracleProgram>>(
    program: (o: Algebra<Expression>, ...inputs: Expression[]) => Result,
    ...inputs: OracleInput[]
  ): ReferencesOf<Result>;
  /** An oracle with other limits of precision and time. */
  with(limits: OracleLimits): Oracle;
  /** Decimal numbers exactly, as no float64 has them: '0.1', or nested lists of such texts. */
  decimal(values: DecimalInput): OracleReference;
  /** The numbers given, exactly, as a reference. */
  exactly(values: OracleInput): OracleReference;
  /** x·y + z, exactly: what a fused multiply-add rounds once. */
  fma(x: OracleInput, y: OracleInput, z: OracleInput): OracleReference;
  /** x with Ax = b, for a square A. */
  solve(a: OracleInput, b: OracleInput): SolutionReference;
  /** x that minimises ‖Ax - b‖₂. */
  leastSquares(a: OracleInput, b: OracleInput): OracleReference;
};

/** An oracle that understands what the readers do. */
export function oracleWith(readers: readonly Reader[], limits: OracleLimits = {}): Oracle {
  return makeOracle(readers, checkLimits(limits));
}

function makeOracle(readers: readonly Reader[], limits: OracleLimits): Oracle {
  let tier: FastTier | undefined;
  const referenceOf = (expression: Expression, description: string): OracleReference =>
    new OracleReference({ expression, limits, tier: (tier ??= fastTier()), description });
  const enter = (value: unknown, where: string): Expression => expressionOf(value, where, readers);

  const run = (program: OracleProgram, ...inputs: OracleInput[]): unknown => {
    if (typeof program !== 'function') {
      throw new DomainError(
        'oracle: the first argument must be a program, as in oracle((o, x) => o.exp(x), 0.1), or write oracle.exp(0.1).',
      );
    }
    const entered = inputs.map((input, i) => enter(input, `input ${i} of the program`));
    const result = program(expressionAlgebra(), ...entered);
    const name = program.name === '' ? 'program' : program.name;
    if (result instanceof Expression) return referenceOf(result, name);
    if (typeof result !== 'object' || result === null) {
      throw new DomainError(
        `oracle: the program must return a value made by o, or a list or record of such; got ${String(result)}.`,
      );
    }
    const references = Object.entries(result as Readonly<Record<string, Expression>>).map(([key, value]) => {
      if (!(value instanceof Expression)) {
        throw new DomainError(`oracle: the program's result '${key}' is not a value made by o.`);
      }
      return [key, referenceOf(value, `${name}'s ${key}`)] as const;
    });
    return Array.isArray(result) ? references.map(([, reference]) => reference) : Object.fromEntries(references);
  };

  const method =
    (name: OpName | CompositeName, arity: InputCount) =>
    (...list: unknown[]): OracleReference => {
      const last = list[list.length - 1];
      const given = isAttributes(last) ? list.slice(0, -1) : list;
      checkArity(`oracle.${name}`, arity, given.length);
      const inputs = given.map((value, i) => enter(value, `input ${i} of oracle.${name}`));
      const apply = expressionAlgebra()[name] as (...x: unknown[]) => Expression;
      const expression = apply(...inputs, ...(isAttributes(last) ? [last] : []));
      const shapes = inputs.map((x) => shapeText(x.shape)).join(', ');
      return referenceOf(expression, inputs.every((x) => x.size === 1) ? name : `${name} of ${shapes}`);
    };

  const members: Record<string, unknown> = {
    run: (what: unknown, ...inputs: OracleInput[]) => {
      if (isModel(what)) return runModel(what, inputs, referenceOf);
      if (typeof what === 'function') return run(what as OracleProgram, ...inputs);
      throw new DomainError(
        'oracle.run: the first argument must be a model with a forward method, as in oracle.run(model, x), or a program.',
      );
    },
    with: (more: OracleLimits) => makeOracle(readers, checkLimits({ ...limits, ...more })),
    decimal: (values: DecimalInput) => referenceOf(decimalReference(values), 'decimal numbers'),
    exactly: (values: OracleInput) =>
      referenceOf(enter(values, 'the value given to oracle.exactly'), 'the numbers given'),
    fma: (...inputs: OracleInput[]) => {
      checkArity('oracle.fma', 3, inputs.length);
      const o = expressionAlgebra();
      const [x, y, z] = inputs.map((input, i) => enter(input, `input ${i} of oracle.fma`));
      return referenceOf(o.add(o.mul(x!, y!), z!), 'fma');
    },
    solve: (a: OracleInput, b: OracleInput) => {
      const matrix = enter(a, 'the matrix of oracle.solve');
      const right = enter(b, 'the right-hand side of oracle.solve');
      const parts = { expression: solve(matrix, right), limits, tier: (tier ??= fastTier()), description: 'solve' };
      return new SolutionReference(parts, matrix, right);
    },
    leastSquares: (a: OracleInput, b: OracleInput) =>
      referenceOf(
        leastSquares(
          enter(a, 'the matrix of oracle.leastSquares'),
          enter(b, 'the right-hand side of oracle.leastSquares'),
        ),
        'leastSquares',
      ),
  };
  for (const [name, { arity }] of Object.entries({ ...opTable, ...compositeTable })) {
    members[name] = method(name as OpName, arity);
  }
  for (const [name, value] of Object.entries(members)) Object.defineProperty(run, name, { value, enumerable: true });
  return run as unknown as Oracle;
}

/** Whether an argument is attributes: a plain object that is no array of numbers in disguise. */
function isAttributes(value: unknown): value is Attributes {
  return isRecord(value) && !('data' in value) && !('re' in value);
}
