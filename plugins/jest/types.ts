import type { BaselineMatchers, NumericMatchers } from '../../src/matchers/index.ts';

// for `import { expect } from '@jest/globals'`
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends NumericMatchers<R>, BaselineMatchers<R> {}
  interface AsymmetricMatchers extends NumericMatchers<unknown> {}
}

// for the global `expect` of @types/jest
declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends NumericMatchers<R>, BaselineMatchers<R> {}
    interface Expect extends NumericMatchers<any> {}
    interface InverseAsymmetricMatchers extends NumericMatchers<any> {}
  }
}

export type { BaselineMatchers, NumericMatchers };
