/**
 * Example 3, computed here: the 1000 × 1000 product of fixtures/torch/product.py in TypeScript, against PyTorch's results, and against the
 * oracle's enclosure of the exact product, which needs nobody's results.
 */
import { oracle, withErrorBound } from 'ulpwise';
import { torch } from 'ulpwise/torch';
import { drift, writeRows } from '../drift-table/rows.ts';
import { float64Inputs, float64Products, inputs, products, size, sumsOfModuli } from '../systems/product.ts';

const recordedInputs = inputs();
const recordedProducts = products();

/** torch.manual_seed(0); A = 2 * torch.rand(1000, 1000) - 1; B = 2 * torch.rand(1000, 1000) - 1; A @ B */
function product(dtype: 'float32' | 'float64') {
  const t = torch({ dtype });
  t.manualSeed(0);
  const a = t.rand(size, size).mul(2).sub(1);
  const b = t.rand(size, size).mul(2).sub(1);
  return { a, b, c: a.matmul(b) };
}
const float32 = product('float32');
const float64 = product('float64');

test('rand gives the inputs that PyTorch drew, in either dtype', () => {
  for (const { a, b } of [float32, float64]) {
    expect(Float32Array.from(a.data)).toBeBitIdenticalTo(recordedInputs.a);
    expect(Float32Array.from(b.data)).toBeBitIdenticalTo(recordedInputs.b);
  }
});

test('in float64 the product is exact, and has the bits of PyTorch', () => {
  // Every partial sum is a multiple of 2^-46 below 2^7: 53 bits hold it.
  expect(float64.c.data).toBeBitIdenticalTo(recordedProducts.exact);
});

test('in float32 it has the bits of PyTorch too, over the reference BLAS', () => {
  // Both add the 1000 products of an element one after the other, each product and each sum rounded.
  expect(float32.c.data).toBeBitIdenticalTo(recordedProducts.torch);
});

test('fifty rows are proved to be within a hundredth of the error bound', () => {
  const rows = (data: Float32Array) => ({ data: data.slice(0, 50 * size), shape: [50, size] });
  const exact = oracle.matmul(rows(recordedInputs.a), float32.b);
  expect(rows(float32.c.data as Float32Array)).toBeWithinErrorBound(exact, { ratio: 0.01 });
  expect(rows(recordedProducts.numpy)).toBeWithinErrorBound(exact, { ratio: 0.01 });
});

test('float64 inputs, where float64 rounds too: within a hundredth of its bound', () => {
  const t = torch({ dtype: 'float64' });
  t.manualSeed(0);
  const a = t.rand(50, size, { dtype: 'float64' }).mul(2).sub(1);
  const b = t.rand(size, size, { dtype: 'float64' }).mul(2).sub(1);
  const recordedFactors = float64Inputs();
  expect(a.data).toBeBitIdenticalTo(recordedFactors.a);
  expect(b.data).toBeBitIdenticalTo(recordedFactors.b);
  const bounds = sumsOfModuli(recordedFactors.a, recordedFactors.b).map((sum) => size * 2 ** -53 * sum);
  const reference = withErrorBound(float64Products().rounded, bounds);
  expect(a.matmul(b).data).toMatchFloat64Within(reference, { bound: 0.01 });
});

afterAll(() => {
  writeRows('7-product-here', [drift('3 product, float32', 'here', float32.c.data, recordedProducts.exact)]);
});
