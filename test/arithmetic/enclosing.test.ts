/**
 * Contracts over the whole op table: what a row encloses at few bits holds what it encloses at many; binary and decimal enclosures,
 * which share no arithmetic, overlap; balls hold both; a composite's stable program and its formula are the same function.
 */
import { describe, expect, test } from 'vitest';
import { enclosing, elementRules } from '../../src/arithmetic/enclosing.ts';
import { enclosingBalls } from '../../src/arithmetic/enclosing-balls.ts';
import { elementAt, exactBalls } from '../../src/arithmetic/balls.ts';
import { evaluateWhole } from '../../src/arithmetic/evaluate.ts';
import { expressionAlgebra, inputOf, programAlgebra } from '../../src/arithmetic/expression.ts';
import { enterElement } from '../../src/arithmetic/enter.ts';
import { unknown } from '../../src/arithmetic/extended-reals.ts';
import { decimalReals } from '../../src/reals/decimal-reals.ts';
import { dyadicReals } from '../../src/reals/dyadic-reals.ts';
import { add, compare, dyadic, subtract } from '../../src/reals/dyadic.ts';
import type { ExactValues, Expression } from '../../src/arithmetic/expression.ts';
import type { Element } from '../../src/arithmetic/extended-reals.ts';
import type { EnclosureArithmetic } from '../../src/reals/dyadic-reals.ts';
import type { Bounds, Dyadic } from '../../src/reals/index.ts';
import { uniform } from '../kernels/seeded.ts';
import { argumentsOf, arrayCalls, attributesOf, compositeCalls, inputsOf, missing, pointwiseRows } from './samples.ts';
import type { Call } from './samples.ts';

/** The ends of an element as exact numbers. */
function ends(element: Element<Bounds>): { readonly lower: Dyadic; readonly upper: Dyadic } {
  if (element === unknown) throw new Error('nothing is known');
  if (typeof element === 'number') return { lower: dyadic(element), upper: dyadic(element) };
  if (typeof element.lower === 'number' || typeof element.upper === 'number') throw new Error('unbounded');
  return { lower: element.lower, upper: element.upper };
}

const holds = (outer: Element<Bounds>, inner: Element<Bounds>): boolean => {
  const [a, b] = [ends(outer), ends(inner)];
  return compare(a.lower, b.lower) <= 0 && compare(a.upper, b.upper) >= 0;
};

const overlap = (x: Element<Bounds>, y: Element<Bounds>): boolean => {
  const [a, b] = [ends(x), ends(y)];
  return compare(a.lower, b.upper) <= 0 && compare(b.lower, a.upper) <= 0;
};

/** Width over magnitude, as a binary exponent that it does not exceed; -Infinity for a point. */
function relativeWidthExponent(element: Element<Bounds>): number {
  const { lower, upper } = ends(element);
  const width = subtract(upper, lower);
  if (width.m === 0n) return -Infinity;
  const size = (x: Dyadic): number => x.m.toString(2).replace('-', '').length + x.e;
  return size(width) - size(lower.m === 0n ? upper : lower);
}

function asBounds<E extends object>(base: EnclosureArithmetic<E>, element: Element<E>): Element<Bounds> {
  return typeof element === 'object' ? base.ends(element) : element;
}

describe('pointwise rows', () => {
  test.each(pointwiseRows)(
    '%s: enclosures at 24, 60, 150 and 400 bits are nested, and as narrow as their bits',
    (name, op) => {
      for (const list of argumentsOf(name, op)) {
        const at = [24, 60, 150, 400].map((bits) => {
          const { reals, map } = elementRules(dyadicReals(bits));
          return map(
            op,
            list.map((x) => enterElement(reals, { kind: 'float64', values: Float64Array.of(x) }, 0)),
            attributesOf(name),
          );
        });
        expect(holds(at[0]!, at[3]!), `${list}`).toBe(true);
        expect(holds(at[1]!, at[3]!), `${list}`).toBe(true);
        expect(holds(at[2]!, at[3]!), `${list}`).toBe(true);
        expect(relativeWidthExponent(at[2]!)).toBeLessThan(-130);
      }
    },
  );

  test.each(pointwiseRows)('%s: decimal enclosures, and balls, overlap the binary ones', (name, op) => {
    const binary = elementRules(dyadicReals(220));
    const base = decimalReals(60);
    const decimal = elementRules(base);
    const balls = enclosingBalls();
    for (const list of argumentsOf(name, op)) {
      const reference = binary.map(op, list.map(binary.reals.constant), attributesOf(name));
      const other = decimal.map(op, list.map(decimal.reals.constant), attributesOf(name));
      expect(overlap(reference, asBounds(base, other)), `${list}`).toBe(true);
      const ball = balls.map(
        op,
        list.map((x) => exactBalls([x])),
        1,
        attributesOf(name),
      );
      expect(holds(elementAt(ball, 0), reference) || overlap(elementAt(ball, 0), reference), `${list}`).toBe(true);
      // Near underflow a ball's radius is as small as float64 goes, and no smaller.
      if (Math.abs(ball.hi[0]!) > 1e-270) expect(relativeWidthExponent(elementAt(ball, 0))).toBeLessThan(-85);
    }
  });

  test.each(pointwiseRows)('%s: the image of a box holds the images of 40 points in it', (name, op) => {
    const random = uniform(11);
    const rules = elementRules(dyadicReals(80));
    for (const list of argumentsOf(name, op)) {
      const reach = list.map((x) => Math.abs(x) * (random() < 0.5 ? 1e-3 : 1e-9));
      const box = list.map((x, i): Element<Bounds> => {
        if (name === 'where' && i === 0) return rules.reals.constant(x);
        return { lower: subtract(dyadic(x), dyadic(reach[i]!)), upper: add(dyadic(x), dyadic(reach[i]!)) };
      });
      const image = rules.map(op, box, attributesOf(name));
      if (image === unknown || Number.isNaN(image)) continue;
      for (let n = 0; n < 40; n++) {
        const point = list.map((x, i) =>
          name === 'where' && i === 0 ? x : x + (2 * random() - 1) * 0.999 * reach[i]!,
        );
        expect(holds(image, rules.map(op, point.map(rules.reals.constant), attributesOf(name))), `${point}`).toBe(true);
      }
    }
  });
});

/** Evaluates an expression at every element in an arithmetic. */
function evaluateIn<E extends object>(expression: Expression, base: EnclosureArithmetic<E>): Element<Bounds>[] {
  const arithmetic = enclosing(base);
  const { reals } = arithmetic.rules;
  const enter = (exact: ExactValues): Element<E>[] =>
    Array.from({ length: exact.values.length }, (_, i) => enterElement(reals, exact, i));
  const [result] = evaluateWhole([expression], arithmetic, enter, new WeakMap());
  return result!.map((element) => asBounds(base, element));
}

function expressionFor(
  algebra: typeof expressionAlgebra,
  { name, shapes, attributes }: Call,
  inputs: Float64Array[],
): Expression {
  const entered = inputs.map((values, i) => inputOf(shapes[i]!, { kind: 'float64', values }));
  const apply = (algebra() as unknown as Record<string, (...x: unknown[]) => Expression>)[name]!;
  return apply(...entered, attributes);
}

describe('ops on arrays', () => {
  test('every structural op, contraction and selection has a sample', () => {
    expect(missing(arrayCalls, 'ops')).toEqual([]);
  });

  test.each(arrayCalls.map((call, i) => [`${call.name} (${i})`, call] as const))(
    '%s: nested at 60 and 300 bits; decimals and balls overlap',
    (_name, call) => {
      const expression = expressionFor(expressionAlgebra, call, inputsOf(call));
      const [few, many] = [60, 300].map((bits) => evaluateIn(expression, dyadicReals(bits)));
      const decimals = evaluateIn(expression, decimalReals(70));
      const balls = evaluateWhole(
        [expression],
        enclosingBalls(),
        (exact) => exactBalls(exact.values as Float64Array),
        new WeakMap(),
      )[0]!;
      expect(many!.length).toBe(expression.size);
      many!.forEach((element, i) => {
        expect(holds(few![i]!, element)).toBe(true);
        expect(overlap(decimals[i]!, element)).toBe(true);
        expect(holds(elementAt(balls, i), element)).toBe(true);
        expect(relativeWidthExponent(elementAt(balls, i))).toBeLessThan(-95);
      });
    },
  );
});

describe('selections', () => {
  const rules = elementRules(dyadicReals(80));
  const between = (lower: number, upper: number): Element<Bounds> => ({ lower: dyadic(lower), upper: dyadic(upper) });
  const select = (row: Element<Bounds>[], choose: 'largest' | 'smallest', what: 'value' | 'position' = 'position') =>
    rules.select(row, { choose, yield: what });

  test('ties of exact numbers go to the first', () => {
    const row: Element<Bounds>[] = [between(1, 1), between(3, 3), between(3, 3)];
    expect(holds(select(row, 'largest'), between(1, 1))).toBe(true);
    expect(select([between(1, 1), between(1, 1)], 'smallest')).toBe(0);
  });

  test('an earlier number that may be as large makes the place unknown, a later one does not', () => {
    expect(select([between(1, 3), between(3, 3)], 'largest')).toBe(unknown);
    expect(select([between(3, 3), between(1, 3)], 'largest')).toBe(0);
    expect(select([between(3, 4), between(1, 3.5)], 'largest')).toBe(unknown);
    expect(select([between(3, 4), between(1, 3)], 'smallest')).toBe(unknown);
    expect(rules.reals.tally.undecided).toBeGreaterThan(0);
  });

  test('the largest value is between the largest of the lower and of the upper ends', () => {
    expect(select([between(1, 5), between(3, 4)], 'largest', 'value')).toEqual(between(3, 5));
    expect(select([between(1, 5), between(3, 4)], 'smallest', 'value')).toEqual(between(1, 4));
    expect(select([], 'largest', 'value')).toBe(NaN);
  });
});

describe('composites', () => {
  test('every composite has a sample', () => {
    expect(missing(compositeCalls, 'composites')).toEqual([]);
  });

  test.each(compositeCalls.map((call, i) => [`${call.name} (${i})`, call] as const))(
    '%s: the stable program and the formula overlap at 50 digits, and balls hold them',
    (_name, call) => {
      for (const seed of [7, 8, 9]) {
        const inputs = inputsOf(call, seed);
        const formula = expressionFor(expressionAlgebra, call, inputs);
        const program = expressionFor(programAlgebra, call, inputs);
        const [a, b] = [formula, program].map((expression) => evaluateIn(expression, dyadicReals(180)));
        const balls = evaluateWhole(
          [formula],
          enclosingBalls(),
          (exact) => exactBalls(exact.values as Float64Array),
          new WeakMap(),
        )[0]!;
        const precise = evaluateIn(formula, dyadicReals(400));
        a!.forEach((element, i) => {
          expect(overlap(element, b![i]!)).toBe(true);
          expect(relativeWidthExponent(element)).toBeLessThan(-150);
          expect(relativeWidthExponent(b![i]!)).toBeLessThan(-150);
          expect(holds(elementAt(balls, i), precise[i]!)).toBe(true);
        });
      }
    },
  );

  test('a stable program of another function does not overlap its formula', () => {
    // softplus with log1p(exp(|x|)): the sign that is lost most easily
    const o = expressionAlgebra();
    const x = inputOf([], { kind: 'float64', values: Float64Array.of(0.75) });
    const wrong = o.add(o.relu(x), o.log1p(o.exp(o.abs(x))));
    const [a, b] = [wrong, o.softplus(x)].map((expression) => evaluateIn(expression, dyadicReals(180))[0]!);
    expect(overlap(a!, b!)).toBe(false);
  });
});
