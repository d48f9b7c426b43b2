/**
 * Example 3: the product of two 1000 × 1000 matrices with elements in [-1, 1), in float32 by PyTorch and by NumPy (each
 * over a BLAS of its own), against PyTorch's float64 product, which for these inputs is exact.
 *
 * The error of a sum of n products has a bound: |C' - C| ≤ n u |A||B|, element by element, in any order of summation
 * (u = 2^-24). It is made of the sizes of the terms, not of the size of what is left when they cancel, and so is the error.
 */
import { withErrorBound } from 'ulpwise';
import { drift, writeRows } from '../drift-table/rows.ts';
import { float64Inputs, float64Products, inputs, products, size, sumsOfModuli } from '../systems/product.ts';

const { a, b } = inputs();
const { exact, torch, numpy } = products();
const u = 2 ** -24;
const moduli = sumsOfModuli(a, b);
const reference = withErrorBound(
  exact,
  moduli.map((sum) => size * u * sum),
);

test('every element of both products is within a hundredth of the error bound', () => {
  // The bound holds if all 1000 roundings of a sum conspire. Independent ones add up like √1000 ≈ 32 of them, and terms of
  // both signs keep the partial sums, whose ulps the roundings are, small: 0.0042 of the bound for PyTorch's order of
  // summation (one after the other), 0.0019 for OpenBLAS's.
  expect(torch).toMatchFloat64Within(reference, { bound: 0.01 });
  expect(numpy).toMatchFloat64Within(reference, { bound: 0.01 });
});

test('ulps mislead here: a correct product is a million of them off', () => {
  // The sum of 1000 terms is 3e-5 at the worst element: it has been cancelled to one part in eight million, and its ulps are
  // as many times finer than the roundings that were made on the way.
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

test('in float64 the two libraries are within a hundredth of its own bound', () => {
  // Fifty rows, of inputs with all 53 bits, against the correctly rounded product.
  const float64 = float64Products();
  const { a, b } = float64Inputs();
  const moduli = sumsOfModuli(a, b);
  const reference = withErrorBound(
    float64.rounded,
    moduli.map((sum) => size * 2 ** -53 * sum),
  );
  expect(float64.torch).toMatchFloat64Within(reference, { bound: 0.01 });
  expect(float64.numpy).toMatchFloat64Within(reference, { bound: 0.01 });
});

afterAll(() => {
  const system = '3 product, float32';
  writeRows('3-product', [drift(system, 'PyTorch', torch, reference), drift(system, 'NumPy', numpy, reference)]);
});
