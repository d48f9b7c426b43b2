import type { NumericMatchers } from '../../src/matchers/index.ts';

declare global {
  namespace Chai {
    interface Assertion extends NumericMatchers<void> {}
    interface ExpectStatic extends NumericMatchers<any> {}
  }
}

declare module '@vitest/expect' {
  interface AsymmetricMatchersContaining extends NumericMatchers<any> {}
}

export type { NumericMatchers };
