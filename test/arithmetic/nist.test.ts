/**
 * The oracle against NIST's certified values (fixtures/nist: Statistical Reference Datasets). The data are decimal numbers and enter as
 * such; the values are certified to 15 digits, and must be the oracle's rounded to 15 digits.
 */
import { readFileSync } from 'node:fs';
import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { oracle } from '../../src/interop/oracle.ts';
import type { OracleReference } from '../../src/arithmetic/index.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/nist/${name}.json`, import.meta.url), 'utf8'));

interface Regression {
  readonly name: string;
  readonly model: string;
  readonly intercept: boolean;
  readonly y: readonly string[];
  readonly x: readonly string[];
  readonly coefficients: readonly string[];
  readonly standardDeviations: readonly string[];
  readonly residualStandardDeviation: string;
}

interface Sample {
  readonly name: string;
  readonly y: string;
  readonly mean: string;
  readonly standardDeviation: string;
  readonly autocorrelation: string;
}

const { datasets: regressions } = read('linear') as { readonly datasets: readonly Regression[] };
const { datasets: samples } = read('univariate') as { readonly datasets: readonly Sample[] };

const D = Decimal.clone({ precision: 60, toExpNeg: -30, toExpPos: 40 });

/** As many digits as are certified, 15 at most: trailing zeros count. */
function expectCertified(reference: OracleReference, index: number, certified: string): void {
  const value = new D(certified);
  if (value.isZero()) {
    expect(reference.order(index, 0)).toBe(0);
    return;
  }
  const ours = new D(reference.toDecimal(index, 30));
  // NIST's last digit may be rounded either way where its own 16th was not known: one unit of the 15th digit.
  const unit = new D(10).pow(value.e - 14);
  expect(ours.minus(value).abs().lte(unit.times('0.5000001')), `${ours} against ${certified}`).toBe(true);
}

/** Rows 1, x, x², … up to the model's degree, exactly. */
function designOf({ x, intercept, coefficients }: Regression): OracleReference {
  const degrees = coefficients.map((_, i) => (intercept ? i : i + 1));
  return oracle((o, given) => {
    const column = o.reshape(given, { shape: [-1, 1] });
    const powers = degrees.map((degree) => {
      let power = o.sub(o.add(column, o.constant(1)), column);
      for (let i = 0; i < degree; i++) power = o.mul(power, column);
      return power;
    });
    return o.concat(...powers, { axis: 1 });
  }, oracle.decimal(x)) as OracleReference;
}

describe('linear least squares', () => {
  test.each(regressions.map((dataset) => [dataset.name, dataset] as const))(
    '%s: all coefficients to the 15 digits that NIST certifies',
    (_name, dataset) => {
      const design = designOf(dataset);
      const solution = oracle.leastSquares(design, oracle.decimal(dataset.y));
      dataset.coefficients.forEach((certified, i) => expectCertified(solution, i, certified));
    },
  );

  test.each(regressions.map((dataset) => [dataset.name, dataset] as const))(
    '%s: the residual standard deviation and those of the coefficients',
    (_name, dataset) => {
      const design = designOf(dataset);
      const y = oracle.decimal(dataset.y);
      const solution = oracle.leastSquares(design, y);
      const free = dataset.y.length - dataset.coefficients.length;
      const residual = oracle(
        (o, a, b, c) => {
          const r = o.sub(b, o.matmul(a, c));
          return o.sqrt(o.div(o.sum(o.square(r)), o.constant(free)));
        },
        design,
        y,
        solution,
      ) as OracleReference;
      expectCertified(residual, 0, dataset.residualStandardDeviation);
      if (Number(dataset.residualStandardDeviation) === 0) return;
      // s·√((AᵀA)⁻¹)ᵢᵢ
      const n = dataset.coefficients.length;
      const identity = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)));
      const gram = oracle((o, a) => o.matmul(o.permute(a, { axes: [1, 0] }), a), design) as OracleReference;
      const inverse = oracle.solve(gram, identity);
      const deviations = oracle(
        (o, s, inv) =>
          o.mul(
            s,
            o.sqrt(o.gather(inv, { shape: [n], sources: Int32Array.from({ length: n }, (_, i) => i * (n + 1)) })),
          ),
        residual,
        inverse,
      ) as OracleReference;
      dataset.standardDeviations.forEach((certified, i) => expectCertified(deviations, i, certified));
    },
  );

  test('Wampler’s polynomials have the coefficients that their data were made from, exactly', () => {
    const [first, second] = regressions.filter(({ name }) => name === 'Wampler1' || name === 'Wampler2');
    const ones = oracle.leastSquares(designOf(first!), oracle.decimal(first!.y));
    for (let i = 0; i < 6; i++) expect(ones.order(i, 1)).toBe(0);
    const tenths = oracle.sub(
      oracle.leastSquares(designOf(second!), oracle.decimal(second!.y)),
      oracle.decimal(['1', '0.1', '0.01', '0.001', '0.0001', '0.00001']),
    );
    for (let i = 0; i < 6; i++) expect(tenths.order(i, 0)).toBe(0);
  });
});

describe('univariate statistics', () => {
  test.each(samples.map((sample) => [sample.name, sample] as const))(
    '%s: mean, standard deviation and lag-1 autocorrelation',
    (_name, sample) => {
      const y = oracle.decimal(sample.y.split(' '));
      const n = y.size;
      expectCertified(oracle.mean(y), 0, sample.mean);
      expectCertified(oracle.sqrt(oracle.variance(y)), 0, sample.standardDeviation);
      const lagged = oracle((o, x) => {
        const centred = o.sub(x, o.mean(x));
        const products = o.mul(o.slice(centred, { axis: 0, end: n - 1 }), o.slice(centred, { axis: 0, start: 1 }));
        return o.div(o.sum(products), o.sum(o.square(centred)));
      }, y) as OracleReference;
      expectCertified(lagged, 0, sample.autocorrelation);
    },
  );

  test('the float64 next to each decimal of NumAcc2 has another standard deviation from the 16th digit on', () => {
    const { y } = samples.find(({ name }) => name === 'NumAcc2')!;
    const decimals = oracle.sqrt(oracle.variance(oracle.decimal(y.split(' '))));
    const floats = oracle.sqrt(oracle.variance(y.split(' ').map(Number)));
    expect(decimals.toDecimal(0, 15)).toBe('0.1');
    expect(oracle.sub(floats, decimals).order(0, 0)).not.toBe(0);
    expect(Math.abs(oracle.sub(floats, decimals).item())).toBeLessThan(1e-15);
  });
});
