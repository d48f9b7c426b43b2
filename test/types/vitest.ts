// The assertions as Vitest 3.2, 4 and 5 type them.
import { expect, test } from 'vitest';
import 'ulpwise/vitest';
import { same } from './equal.ts';

const plain = expect(1).toMatchFloat64Within(1, { ulp: 4, abs: 1e-12 });
same<typeof plain, void>();
const negated = expect([1]).not.toMatchFloat64Within([1], { rel: 1e-6 });
same<typeof negated, void>();
const resolved = expect(Promise.resolve(1)).resolves.toMatchFloat64Within(1, { ulp: 4 });
same<typeof resolved, Promise<void>>();
const resolvedNot = expect(Promise.resolve(1)).resolves.not.toAgreeToDigits(1, 6);
same<typeof resolvedNot, Promise<void>>();
const rejected = expect(Promise.reject(1)).rejects.toBeBitIdenticalTo(1);
same<typeof rejected, Promise<void>>();
const soft = expect.soft(1).toAgreeToDigits(1, 6);
same<typeof soft, void>();
const polled = expect.poll(() => 1).toMatchFloat64Within(1, { ulp: 4 });
same<typeof polled, Promise<void>>();
const bits = expect(Float32Array.of(1)).toBeBitIdenticalTo(Float32Array.of(1));
same<typeof bits, void>();

expect({ a: 1, b: 'text' }).toEqual({ a: expect.toMatchFloat64Within(1, { ulp: 4 }), b: 'text' });
expect({ a: 1 }).toEqual({ a: expect.not.toMatchFloat64Within(2, { ulp: 4 }) });
expect({ a: 1 }).toEqual(expect.objectContaining({ a: expect.toAgreeToDigits(1, 6) }));

test('a context', ({ expect: local }) => {
  const own = local(1).toMatchFloat64Within(1, { ulp: 4 });
  same<typeof own, void>();
  local({ a: 1 }).toEqual({ a: local.toBeBitIdenticalTo(1) });
});

type Parameters64 = Parameters<ReturnType<typeof expect<number>>['toMatchFloat64Within']>;
same<Parameters64[0], unknown>();

// @ts-expect-error a budget is due
expect(1).toMatchFloat64Within(1);
// @ts-expect-error there is no such term
expect(1).toMatchFloat64Within(1, { ulps: 4 });
// @ts-expect-error a term is a number
expect(1).toMatchFloat64Within(1, { ulp: '4' });
// @ts-expect-error nor is there a third argument
expect(1).toMatchFloat64Within(1, { ulp: 4 }, 3);
// @ts-expect-error digits are a number
expect(1).toAgreeToDigits(1, '6');
// @ts-expect-error bits have no budget
expect(1).toBeBitIdenticalTo(1, { ulp: 4 });
// @ts-expect-error a budget is due here too
expect.toMatchFloat64Within(1);
// @ts-expect-error and here
expect(Promise.resolve(1)).resolves.toMatchFloat64Within(1);
// @ts-expect-error there is no such matcher
expect(1).toMatchFloat65Within(1, { ulp: 4 });
