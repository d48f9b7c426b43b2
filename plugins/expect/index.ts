/**
 * `ulpwise/expect`: a ready `expect` with the matchers, for `node:test` and plain scripts. It is Vitest's own `expect`, with
 * Jest's matchers, without the runner.
 *
 * ```ts
 * import { test } from 'node:test';
 * import { expect } from 'ulpwise/expect';
 *
 * test('the sum is within one ulp', () => expect(0.1 + 0.2).toMatchFloat64Within(0.3, { ulp: 1 }));
 * ```
 *
 * @module
 */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  chai,
  customMatchers,
  getState,
  setState,
} from '@vitest/expect';
import type { ExpectStatic } from '@vitest/expect';
import { register } from '../matchers/register.ts';
import './types.ts';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

/** Vitest keeps the state of its running test under this symbol; inside a Vitest run it is Vitest's. */
const shared = globalThis as { [GLOBAL_EXPECT]?: ExpectStatic; [ASYMMETRIC_MATCHERS_OBJECT]?: object };

function createExpect(): ExpectStatic {
  const expect = ((actual: unknown, message?: string) => chai.expect(actual, message)) as ExpectStatic;
  Object.assign(expect, chai.expect, shared[ASYMMETRIC_MATCHERS_OBJECT]);
  // chai's methods read their receiver: taken off `chai.expect`, this one would not run.
  const extensible = chai.expect as unknown as { extend: (owner: ExpectStatic, table: object) => void };
  expect.extend = (table) => extensible.extend(expect, table);
  expect.getState = () => getState(expect);
  expect.setState = (state) => setState(state, expect);
  setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect);
  shared[GLOBAL_EXPECT] ??= expect;
  // Vitest's types promise these two on every expect
  expect.extend(customMatchers);
  register(expect);
  return expect;
}

export const expect: ExpectStatic = createExpect();
