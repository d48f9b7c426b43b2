/** The oracle against mpmath: results to 60 digits from definitions written in Python (fixtures/oracle/generate.py). */
import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { oracle } from '../../src/interop/oracle.ts';
import { readFileSync } from 'node:fs';
import type { OracleMethod } from '../../src/arithmetic/index.ts';

interface Fact {
  readonly name: string;
  readonly inputs: readonly { readonly shape: readonly number[]; readonly values: readonly string[] }[];
  readonly attributes: Readonly<Record<string, number | boolean | readonly number[]>>;
  readonly shape: readonly number[];
  readonly values: readonly string[];
}

const { facts } = JSON.parse(readFileSync(new URL('../../fixtures/oracle/facts.json', import.meta.url), 'utf8')) as {
  readonly facts: readonly Fact[];
};

const D = Decimal.clone({ precision: 1200, toExpNeg: -9e15, toExpPos: 9e15, minE: -9e15, maxE: 9e15 });

describe('results that mpmath gives', () => {
  test.each(facts.map((fact, i) => [`${i}: ${fact.name} ${JSON.stringify(fact.attributes)}`, fact] as const))(
    '%s',
    (_title, { name, inputs, attributes, shape, values }) => {
      const given = inputs.map((input) => ({ data: input.values.map(Number), shape: [...input.shape] }));
      const method = (oracle as unknown as Record<string, OracleMethod>)[name]!;
      const listed = Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [
          key,
          key === 'targets' ? Int32Array.from(value as readonly number[]) : value,
        ]),
      );
      const reference = method(...given, listed);
      expect(reference.shape).toEqual(shape);
      values.forEach((text, i) => {
        const fact = new D(text);
        const tolerance = fact.abs().times('1e-58');
        expect(new D(reference.toDecimal(i, 60)).minus(fact).abs().lte(tolerance), `element ${i}: ${text}`).toBe(true);
        // The fast tier holds it too
        const centre = exactDecimal(reference.hi[i]!).plus(exactDecimal(reference.lo[i]!));
        const radius = exactDecimal(reference.radius[i]!).plus(tolerance);
        expect(centre.minus(fact).abs().lte(radius), `element ${i}`).toBe(true);
        expect(reference.radius[i]! <= Math.abs(reference.hi[i]!) * 2 ** -60 || reference.radius[i]! < 1e-300).toBe(
          true,
        );
      });
    },
  );
});

/** The exact decimal of a float64, from the quotient of integers that it is. */
function exactDecimal(x: number): Decimal {
  let power = 0;
  let scaled = x;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    power++;
  }
  return new D(BigInt(scaled).toString()).div(new D(2).pow(power));
}
