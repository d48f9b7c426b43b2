/**
 * Example 3: the product of two 1000 × 1000 matrices with elements in [-1, 1), in float32 by PyTorch and by NumPy (each
 * over a BLAS of its own), against PyTorch's float64 product, which for these inputs is exact.
 *
 * The error of a sum of n products has a bound: |C' - C| ≤ n u |A||B|, element by element, in any order of summation
 * (u = 2^-24 in float32). It is made of the sizes of the terms, not of the size of what is left when they cancel, and so is the error.
 */
import { withErrorBound } from 'ulpwise';
import { drift, writeRows } from '../drift-table/rows.ts';
import { float64Inputs, float64Products, inputs, products, size, sumsOfModuli } from '../systems/product.ts';

const { a, b } = inputs();
const { exact, torch, numpy } = products();
const reference = withErrorBound(
  exact,
  sumsOfModuli(a, b).map((sum) => size * 2 ** -24 * sum),
);

// Fifty rows of a product of float64 inputs, where float64 rounds too, against the correctly rounded product.
const float64 = float64Products();
const float64Factors = float64Inputs();
const float64Reference = withErrorBound(
  float64.rounded,
  sumsOfModuli(float64Factors.a, float64Factors.b).map((sum) => size * 2 ** -53 * sum),
);

test('every element of both products is within a hundredth of the error bound', () => {
  // The bound holds if all 1000 roundings of a sum conspire. Independent ones add up like √1000 ≈ 32 of them, and terms of
  // both signs keep the partial sums, whose ulps the roundings are, small: 0.0042 of the bound for PyTorch's order of
  // summation (one after the other), 0.0019 for OpenBLAS's.
  expect(torch).toMatchFloat64Within(reference, { bound: 0.01 });
  expect(numpy).toMatchFloat64Within(reference, { bound: 0.01 });
});

test('ulps mislead here: a correct product is a million of them off', () => {
  // At the worst element, 1000 terms with moduli of 249 in all leave -0.000035: one part in seven million. The ulps shrink with
  // the result; the roundings that were made on the way stay what they were, and are small as roundings go (0.35 u |A||B|).
  expect(torch).not.toMatchFloat64Within(exact, { ulp: 900_000 });
  expect(numpy).not.toMatchFloat64Within(exact, { ulp: 900_000 });
});

test('one missing term of the billion is seen by the bound, and by no budget in ulps that the product passes', () => {
  const broken = torch.slice();
  const [i, j, k] = [123, 456, 789];
  broken[i * size + j] -= a[i * size + k] * b[k * size + j];
  expect(broken).not.toMatchFloat64Within(reference, { bound: 0.01 });
  expect(broken).toMatchFloat64Within(exact, { ulp: 1_500_000 });
});

test('in float64 both libraries are within a hundredth of its own bound', () => {
  expect(float64.torch).toMatchFloat64Within(float64Reference, { bound: 0.01 });
  expect(float64.numpy).toMatchFloat64Within(float64Reference, { bound: 0.01 });
});

afterAll(() => {
  writeRows('3-product', [
    drift('3 product, float32', 'PyTorch', torch, reference),
    drift('3 product, float32', 'NumPy', numpy, reference),
    drift('3 product, float64', 'PyTorch', float64.torch, float64Reference),
    drift('3 product, float64', 'NumPy', float64.numpy, float64Reference),
  ]);
});
