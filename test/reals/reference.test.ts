// Expected values: mpmath 1.2.1, fixtures/reals/generate.py.
import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/formats/index.ts';
import { correctlyRounded, evaluate } from '../../src/reals/index.ts';
import { referenceCases, referenceNames } from './fixtures.ts';

const Exact = Decimal.clone({ precision: 200, defaults: true });

describe.each(referenceNames)('%s against mpmath', (name) => {
  const cases = referenceCases(name);

  test('encloses the value that mpmath gives to 50 digits, at 20 and at 45 digits', () => {
    for (const { x, value } of cases) {
      const truth = new Exact(value);
      for (const digits of [20, 45]) {
        const { lower, upper } = evaluate(name, x, digits);
        // The stored value is itself rounded to 50 digits.
        const slack = truth.abs().times('1e-49');
        const inside = lower.lte(truth.plus(slack)) && upper.gte(truth.minus(slack));
        if (!inside) expect.fail(`${name}(${x.map(toHex).join(', ')}) = ${value} is not in [${lower}, ${upper}]`);
      }
    }
    expect(cases.length).toBeGreaterThan(150);
  });

  test('gives enclosures as narrow as 10^(2 - digits) of the value', () => {
    for (const { x } of cases) {
      for (const digits of [20, 45]) {
        const { lower, upper } = evaluate(name, x, digits);
        const width = new Exact(upper).minus(lower);
        const allowed = new Exact(lower).abs().times(`1e${2 - digits}`);
        if (width.gt(allowed)) expect.fail(`${name}(${x.map(toHex).join(', ')}): [${lower}, ${upper}]`);
      }
    }
  });

  test.each(['nearest', 'down', 'up'] as const)('rounds correctly to float64 in mode %s', (mode) => {
    for (const { x, roundings } of cases) {
      if (roundings === undefined) continue;
      const rounded = correctlyRounded(name, x, 'float64', mode);
      if (!Object.is(rounded, roundings[mode])) {
        expect.fail(`${name}(${x.map(toHex).join(', ')}) ${mode}: ${toHex(rounded)}, mpmath ${toHex(roundings[mode])}`);
      }
    }
  });
});
