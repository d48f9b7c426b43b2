/** The vocabulary in which gradients, composites and user programs are written, and how any arithmetic gets it. */
import * as composites from './composites.ts';
import * as contractions from './contraction.ts';
import * as activation from './pointwise-activation.ts';
import * as arithmetic from './pointwise-arithmetic.ts';
import * as decision from './pointwise-decision.ts';
import * as elementary from './pointwise-elementary.ts';
import * as selections from './selection.ts';
import * as structurals from './structural.ts';
import { DomainError } from '../errors.ts';
import { argumentText, checkSettings, isRecord, settingNames, settingsText } from './settings.ts';
import type { Attributes, Composite, Contraction, InputCount, Op, Pointwise, Selection, Structural } from './define.ts';
import type { ArgumentsOf, SettingsArgument } from './settings.ts';
import type { Shape } from './shape.ts';

/** All pointwise rows: an export of kind 'pointwise' in one of the `pointwise-*` files. */
export type PointwiseTable = Rows<typeof arithmetic, Pointwise> &
  Rows<typeof elementary, Pointwise> &
  Rows<typeof activation, Pointwise> &
  Rows<typeof decision, Pointwise>;

type Rows<Module, Kind> = { readonly [Name in keyof Module as Module[Name] extends Kind ? Name : never]: Module[Name] };

export type PointwiseName = keyof PointwiseTable;
export type StructuralName = keyof Rows<typeof structurals, Structural>;
export type ContractionName = keyof Rows<typeof contractions, Contraction>;
export type SelectionName = keyof Rows<typeof selections, Selection>;
export type OpName = PointwiseName | StructuralName | ContractionName | SelectionName;
export type CompositeName = keyof Rows<typeof composites, Composite>;

function rowsOf<Row extends { readonly kind: string }>(
  kind: string,
  ...modules: object[]
): Readonly<Record<string, Row>> {
  const rows: Record<string, Row> = Object.create(null) as Record<string, Row>;
  for (const module of modules) {
    for (const [name, row] of Object.entries(module) as [string, Row][]) if (row.kind === kind) rows[name] = row;
  }
  return rows;
}

/** The op table: every primitive op by name. */
export const opTable: Readonly<Record<OpName, Op>> = {
  ...rowsOf<Op>('pointwise', arithmetic, elementary, activation, decision),
  ...rowsOf<Op>('structural', structurals),
  ...rowsOf<Op>('contraction', contractions),
  ...rowsOf<Op>('selection', selections),
} as Readonly<Record<OpName, Op>>;

/** Functions made of ops, by name. */
export const compositeTable: Readonly<Record<CompositeName, Composite>> = rowsOf<Composite>(
  'composite',
  composites,
) as Readonly<Record<CompositeName, Composite>>;

type OperandsOf<Row, V> =
  Row extends Pointwise<1> ? [x: V] : Row extends Pointwise<2> ? [x: V, y: V] : [x: V, y: V, z: V];

/** Every op and composite as a function on values of type V. */
export type Algebra<V> = {
  readonly [Name in PointwiseName]: (
    ...inputs: [...OperandsOf<PointwiseTable[Name], V>, ...SettingsArgument<Name>]
  ) => V;
} & {
  readonly [Name in StructuralName | ContractionName | SelectionName | CompositeName]: (
    ...inputs: ArgumentsOf<Name, V>
  ) => V;
} & {
  /** Numbers known exactly: a scalar, or `values` in row-major order under `shape`. They take the type of whatever they meet. */
  constant(values: number | ArrayLike<number>, shape?: Shape): V;
  shapeOf(x: V): Shape;
};

/** What an arithmetic provides: everything else of `Algebra` follows. */
export interface AlgebraHost<V> {
  apply(name: OpName, op: Op, inputs: readonly V[], attributes: Attributes): V;
  constant(values: ArrayLike<number>, shape: Shape): V;
  shapeOf(x: V): Shape;
  /** Whether composites run their plain real formula (`spec`) instead of their stable program. The oracle does. */
  readonly specification?: boolean;
}

const noAttributes: Attributes = Object.freeze({});

/** @throws DomainError for more or fewer inputs than an op has */
export function checkArity(name: string, arity: InputCount, count: number): void {
  const { least, most } = rangeOf(arity);
  if (count >= least && count <= most) return;
  const due = least === most ? String(least) : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
  throw new DomainError(
    `${name}: takes ${due} input${due.endsWith('1') ? '' : 's'}, got ${count}.${settingsText(name)}`,
  );
}

function rangeOf(arity: InputCount): { readonly least: number; readonly most: number } {
  return typeof arity === 'number' ? { least: arity, most: arity } : arity;
}

/** The settings of an op or composite that have no default. */
function requiredSettings(name: string): readonly string[] {
  const known = (settingNames as Readonly<Record<string, Readonly<Record<string, unknown>>>>)[name] ?? {};
  return Object.keys(known).filter((key) => known[key] === 'required');
}

/** The algebra over a host: one method for each row of the tables. */
export function algebraOf<V extends object>(host: AlgebraHost<V>, isValue: (x: unknown) => x is V): Algebra<V> {
  const split = (
    name: string,
    arity: InputCount,
    required: readonly string[],
    list: readonly unknown[],
  ): [V[], Attributes] => {
    const { least, most } = rangeOf(arity);
    const inputs = [...list];
    while (inputs.length > 0 && inputs[inputs.length - 1] === undefined) inputs.pop();
    const last = inputs[inputs.length - 1];
    let attributes = noAttributes;
    if (last !== undefined && !isValue(last) && isRecord(last)) {
      attributes = inputs.pop() as Attributes;
      checkSettings(name, attributes, (settingNames as Readonly<Record<string, object>>)[name] ?? noAttributes);
    }
    inputs.forEach((input, at) => {
      // an input that may be left out is undefined where a later one is given
      if (isValue(input) || (input === undefined && at >= least && most < Infinity)) return;
      throw new DomainError(
        `${name}: ${argumentText(input)} is no value of this arithmetic. Make one of it, as constant does.${settingsText(name)}`,
      );
    });
    checkArity(name, arity, inputs.length);
    for (const setting of required) {
      if (attributes[setting] !== undefined) continue;
      throw new DomainError(`${name}: ${setting} is missing.${settingsText(name)}`);
    }
    return [inputs as V[], attributes];
  };
  const algebra: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, op] of Object.entries(opTable) as [OpName, Op][]) {
    const required = requiredSettings(name);
    algebra[name] = (...list: unknown[]) => {
      const [inputs, attributes] = split(name, op.arity, required, list);
      return host.apply(name, op, inputs, attributes);
    };
  }
  for (const [name, composite] of Object.entries(compositeTable)) {
    const program = (host.specification === true && composite.spec) || composite.program;
    const required = requiredSettings(name);
    algebra[name] = (...list: unknown[]) => {
      const [inputs, attributes] = split(name, composite.arity, required, list);
      return program(algebra as unknown as Algebra<V>, inputs, attributes);
    };
  }
  algebra['constant'] = (values: number | ArrayLike<number>, shape?: Shape) =>
    typeof values === 'number' ? host.constant([values], []) : host.constant(values, shape ?? [values.length]);
  algebra['shapeOf'] = (x: V) => host.shapeOf(x);
  return Object.freeze(algebra) as unknown as Algebra<V>;
}
