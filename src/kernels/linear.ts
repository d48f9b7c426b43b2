/** Certified and plain linear algebra: what the layers above may use of it. */

export { transpose, type MatrixView } from './matrix-view.ts';
export {
  certifiedProduct,
  exactElement,
  refineElement,
  type MatrixEnclosure,
  type ProductOptions,
} from './certified-product.ts';
export { exactDot, exactSum, exactSumOfSquares, nearestDoubleDouble, type ExactSumOptions } from './exact-sums.ts';
export { absoluteProduct, gemmFloat64 } from './gemm-float64.ts';
