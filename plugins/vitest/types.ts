import type { BaselineMatchers, NumericMatchers } from '../../src/matchers/index.ts';

// Vitest 3 and 4 declare `Matchers<T>`, Vitest 5 declares `Matchers<R, T>`, and one augmentation cannot serve both. All
// three build `expect(…)` on chai's `Assertion` and turn `void` into `Promise<void>` behind `.resolves` and `poll`.
declare global {
  namespace Chai {
    interface Assertion extends NumericMatchers<void>, BaselineMatchers<void> {}
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an asymmetric matcher stands where any value may
    interface ExpectStatic extends NumericMatchers<any> {}
  }
}

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  interface AsymmetricMatchersContaining extends NumericMatchers<any> {}
}

export type { BaselineMatchers, NumericMatchers };
