/**
 * Every gradient rule of the table, and those of every composite, against central differences at 100 digits:
 * |(L(x + h) - L(x - h))/2h - L'(x)| is O(h²), which is 2^-186 of the third derivative for h = 2^-93.
 *
 * Rules that were broken on purpose must be rejected: else the contract proves nothing.
 */
import { describe, expect, test } from 'vitest';
import { elementEvaluator } from '../../src/arithmetic/evaluate.ts';
import { applied, expressionAlgebra, inputOf, programAlgebra } from '../../src/arithmetic/expression.ts';
import { gradientsOf } from '../../src/arithmetic/sensitivity.ts';
import { unknown } from '../../src/arithmetic/extended-reals.ts';
import { opTable } from '../../src/ops/index.ts';
import { dyadicReals } from '../../src/reals/dyadic-reals.ts';
import { absolute, add, compare, dyadic, exponent, scale, subtract, zero } from '../../src/reals/dyadic.ts';
import type { Expression } from '../../src/arithmetic/expression.ts';
import type { Quotient } from '../../src/reals/rational-reals.ts';
import type { Element } from '../../src/arithmetic/extended-reals.ts';
import type { Contraction, Op, Pointwise, Selection, Structural } from '../../src/ops/index.ts';
import type { Bounds, Dyadic } from '../../src/reals/index.ts';
import { argumentsOf, arrayCalls, attributesOf, compositeCalls, inputsOf, pointwiseRows } from './samples.ts';

const STEP = 93;
const context = dyadicReals(340);

const quotient = ({ m, e }: Dyadic): Quotient =>
  e >= 0 ? { dividend: m << BigInt(e), divisor: 1n } : { dividend: m, divisor: 1n << BigInt(-e) };

/** The middle of an element that is known to many digits. */
function middle(element: Element<Bounds>): Dyadic {
  if (element === unknown || Number.isNaN(element)) throw new Error('nothing is known');
  if (typeof element === 'number') return dyadic(element);
  return scale(add(element.lower as Dyadic, element.upper as Dyadic), -1);
}

const valueOf = (expression: Expression): Dyadic => middle(elementEvaluator(expression).element(0, context));

type Build = (inputs: Expression[]) => Expression;

/** Where the gradient of a function of exact inputs and its central differences disagree. */
function gradientDefects(
  build: Build,
  shapes: readonly (readonly number[])[],
  values: readonly Float64Array[],
): string[] {
  const entered = shapes.map((shape, i) =>
    inputOf(shape, { kind: 'quotients', values: Array.from(values[i]!, (x) => quotient(dyadic(x))) }),
  );
  const loss = weighted(build(entered));
  const gradients = gradientsOf(loss, 0);
  const defects: string[] = [];
  entered.forEach((input, which) => {
    const gradient = gradients.get(input);
    const evaluator = gradient === undefined ? undefined : elementEvaluator(gradient);
    for (let at = 0; at < input.size; at++) {
      // In proportion to x: functions vary near 0 as fast as 1/x.
      const step = STEP - Math.min(0, exponent(dyadic(values[which]![at]!)));
      const differences = [1n, -1n].map((sign) => {
        const moved = entered.map((x, i) => {
          if (i !== which) return x;
          const list = Array.from(values[i]!, dyadic);
          list[at] = add(list[at]!, { m: sign, e: -step });
          return inputOf(x.shape, { kind: 'quotients', values: list.map(quotient) });
        });
        return valueOf(weighted(build(moved)));
      }) as [Dyadic, Dyadic];
      const slope = scale(subtract(differences[0], differences[1]), step - 1);
      const claimed = evaluator === undefined ? zero : middle(evaluator.element(at, context));
      const error = absolute(subtract(slope, claimed));
      // Central differences are off by h²·|f'''|/6 and by what 340 bits leave after the cancellation.
      const allowed = scale(add(absolute(claimed), absolute(slope)), -140);
      const floor: Dyadic = { m: 1n, e: -140 };
      if (compare(error, compare(allowed, floor) > 0 ? allowed : floor) > 0) {
        defects.push(`input ${which}[${at}] at ${values.map((x) => `[${x}]`).join(', ')}`);
      }
    }
  });
  return defects;
}

/** Σ cᵢyᵢ with constants of which no two are alike: a loss that tells the elements of y apart. */
function weighted(y: Expression): Expression {
  const o = expressionAlgebra();
  if (y.size === 1) return o.reshape(y, { shape: [] });
  const weights = Float64Array.from({ length: y.size }, (_, i) => (i % 2 === 0 ? 1 : -1) * (1 + 0.37 * i));
  return o.sum(o.mul(y, o.constant(weights, y.shape)));
}

const scalars = (list: readonly number[]): Float64Array[] => list.map((x) => Float64Array.of(x));
const points = (list: readonly number[]): number[][] => list.map(() => []);

/** Rows with no slope that a difference could show are those whose gradient is `null`. */
describe('pointwise rows', () => {
  test.each(pointwiseRows)('%s: the gradient is the slope', (name, op) => {
    for (const list of argumentsOf(name, op)) {
      // Far out the differences of 340 bits have no digits left.
      if (list.some((x) => Math.abs(x) > 1e6 || Math.abs(x) < 1e-12)) continue;
      const build: Build = (inputs) => applied(name as 'exp', inputs, attributesOf(name), op);
      if (name === 'where') {
        const condition = inputOf([], { kind: 'float64', values: Float64Array.of(list[0]!) }, true);
        expect(gradientDefects((x) => build([condition, ...x]), points(list.slice(1)), scalars(list.slice(1)))).toEqual(
          [],
        );
      } else {
        expect(gradientDefects(build, points(list), scalars(list))).toEqual([]);
      }
    }
  });
});

describe('ops on arrays', () => {
  test.each(arrayCalls.map((call, i) => [`${call.name} (${i})`, call] as const))(
    '%s: the gradient is the slope',
    (_title, call) => {
      const build: Build = (inputs) => applied(call.name as 'sum', inputs, call.attributes);
      expect(gradientDefects(build, call.shapes, inputsOf(call))).toEqual([]);
    },
  );
});

describe('composites', () => {
  test.each(compositeCalls.map((call, i) => [`${call.name} (${i})`, call] as const))(
    '%s: the gradients of the stable program and of the formula are the slope',
    (_title, call) => {
      for (const algebra of [expressionAlgebra(), programAlgebra()]) {
        const apply = (algebra as unknown as Record<string, (...x: unknown[]) => Expression>)[call.name]!;
        expect(gradientDefects((inputs) => apply(...inputs, call.attributes), call.shapes, inputsOf(call))).toEqual([]);
      }
    },
  );
});

const pointwise = (name: string): Pointwise => (opTable as Record<string, Op>)[name] as Pointwise;
const contraction = (name: string): Contraction => (opTable as Record<string, Op>)[name] as Contraction;

/** Rows with one thing wrong, the kind of thing that gets lost. */
const sabotaged: readonly (readonly [string, string, Op, readonly number[][], readonly (readonly number[])[]])[] = [
  [
    'cos with the sign of sin lost',
    'cos',
    { ...pointwise('cos'), vjp: (o, [x], _y, g) => [() => o.mul(g, o.sin(x!))] },
    [[]],
    [[0.7]],
  ],
  ['exp without its own factor', 'exp', { ...pointwise('exp'), vjp: (_o, _x, _y, g) => [() => g] }, [[]], [[0.7]]],
  [
    'tanh with 1 - y instead of 1 - y²',
    'tanh',
    { ...pointwise('tanh'), vjp: (o, _x, y, g) => [() => o.mul(g, o.sub(o.constant(1), y))] },
    [[]],
    [[0.7]],
  ],
  [
    'div that forgets the divisor in the second gradient',
    'div',
    { ...pointwise('div'), vjp: (o, [, y], out, g) => [() => o.div(g, y!), () => o.neg(o.mul(g, out))] },
    [[], []],
    [[0.7], [3]],
  ],
  [
    'mul with its gradients exchanged',
    'mul',
    { ...pointwise('mul'), vjp: (o, [x, y], _out, g) => [() => o.mul(g, x!), () => o.mul(g, y!)] },
    [[], []],
    [[0.7], [3]],
  ],
  [
    'hypot that divides by the square',
    'hypot',
    {
      ...pointwise('hypot'),
      vjp: (o, [x, y], out, g) => [() => o.div(o.mul(g, x!), o.square(out)), () => o.div(o.mul(g, y!), out)],
    },
    [[], []],
    [[0.7], [3]],
  ],
  ['log2 with the gradient of log', 'log2', { ...pointwise('log2'), vjp: pointwise('log').vjp }, [[]], [[0.7]]],
  [
    'a sum whose gradient is averaged',
    'sum',
    {
      ...contraction('sum'),
      vjp: (o, [x], _y, g) => [() => o.broadcastTo(o.div(g, o.constant(3)), { shape: o.shapeOf(x!) })],
    },
    [[3]],
    [[1, 2, 4]],
  ],
  [
    'matmul without transposition',
    'matmul',
    { ...contraction('matmul'), vjp: (o, [a, b], _y, g) => [() => o.matmul(g, b!), () => o.matmul(a!, g)] },
    [
      [2, 2],
      [2, 2],
    ],
    [
      [1, 2, 3, 5],
      [7, 11, 13, 17],
    ],
  ],
  [
    'max whose gradient goes to all',
    'max',
    {
      ...((opTable as Record<string, Op>)['max'] as Selection),
      vjp: (o, [x], _y, g) => [() => o.broadcastTo(g, { shape: o.shapeOf(x!) })],
    },
    [[3]],
    [[1, 5, 2]],
  ],
  [
    'reshape whose gradient is reversed',
    'reshape',
    {
      ...((opTable as Record<string, Op>)['reshape'] as Structural),
      vjp: (o, [x], _y, g) => [
        () => o.gather(o.reshape(g, { shape: [4] }), { shape: o.shapeOf(x!), sources: Int32Array.of(3, 2, 1, 0) }),
      ],
    },
    [[4]],
    [[1, 2, 4, 8]],
  ],
  ['a detached input', 'add', { ...pointwise('add'), vjp: (_o, _x, _y, g) => [() => g, null] }, [[], []], [[0.7], [3]]],
];

describe('rules broken on purpose are rejected', () => {
  test.each(sabotaged)('%s', (_title, name, op, shapes, values) => {
    const attributes = name === 'reshape' ? { shape: [2, 2] } : {};
    const inputs = values.map((list) => Float64Array.from(list));
    expect(gradientDefects((x) => applied(name as 'exp', x, attributes, op), shapes, inputs)).not.toEqual([]);
    expect(gradientDefects((x) => applied(name as 'exp', x, attributes), shapes, inputs)).toEqual([]);
  });
});
