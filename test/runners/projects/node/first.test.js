import { test } from 'node:test';
import { expect } from 'ulpwise/expect';

test('passes', async () => {
  expect(0.1 + 0.2).toMatchFloat64Within(0.3, { ulp: 1 });
  expect(0.1 + 0.2).not.toMatchFloat64Within(0.3, { ulp: 0.5 });
  expect({ a: [1], b: 'text' }).toEqual({ a: expect.toMatchFloat64Within([1], { ulp: 1 }), b: expect.any(String) });
  await expect(Promise.resolve(1)).resolves.toMatchFloat64Within(1, { ulp: 1 });
  expect([1, 2]).toHaveLength(2);
  expect(3).toBeOneOf([1, 3]);
});

test('fails', () => {
  expect(Float32Array.of(1 + 2 ** -21)).toMatchFloat64Within([1], { ulp: 3 });
});
