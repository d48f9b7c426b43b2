/** The first assertions of a person who tries the package: one that passes and one that fails, for any runner with a global `expect`. */
import { expect } from 'vitest';
import type { Outcome } from './project.ts';

// 1 + 4·2^-23 is four ulps from 1 in float32, whose ulp at 1 is 2^-23
export const assertions: string = `
test('passes', () => {
  expect(new Float32Array([1, 2 + 2 ** -21, 3])).toMatchFloat64Within([1, 2, 3], { ulp: 2 });
});
test('fails', () => {
  expect(new Float32Array([1 + 2 ** -21])).toMatchFloat64Within([1], { ulp: 3 });
});
`;

/** Asserts that a runner ran `passed` tests well and found the failing one four ulps off. */
export function expectOneFailure({ status, output }: Outcome, passed = 1): void {
  expect(output).toMatch(new RegExp(String.raw`Tests:?\s+1 failed[,| ]+${passed} passed`));
  expect(output).toContain('toMatchFloat64Within');
  expect(output).toMatch(/\b4(?:\.0+)? (?:float32 )?ulp/);
  expect(status).toBe(1);
}
