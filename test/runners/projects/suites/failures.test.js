// Every form of an assertion that fails, and misuse. Each test fails.
const sum = 0.1 + 0.2;

test('a number', () => {
  expect(sum).toMatchFloat64Within(0.3, { ulp: 0.5 });
});

test('negated', () => {
  expect(sum).not.toMatchFloat64Within(0.3, { ulp: 1 });
});

test('resolved', async () => {
  await expect(Promise.resolve(sum)).resolves.toMatchFloat64Within(0.3, { ulp: 0.25 });
});

test('asymmetric', () => {
  expect({ values: [sum] }).toEqual({ values: expect.toMatchFloat64Within([0.3], { ulp: 0.125 }) });
});

test('a million elements', () => {
  const reference = new Float64Array(1000000).fill(1);
  const received = Float32Array.from(reference);
  received[777777] = 1 + 2 ** -21;
  expect(received).toMatchFloat64Within(reference, { ulp: 2 });
});

test('bits', () => {
  expect(Float32Array.of(1, -0)).toBeBitIdenticalTo(Float32Array.of(1, 0));
});

test('digits', () => {
  expect([3.14159]).toAgreeToDigits([3.141592653589793], 8);
});

test('NaN negated', () => {
  expect(NaN).not.toMatchFloat64Within(1, { ulp: 1 });
});

test('a budget without terms', () => {
  expect(1).toMatchFloat64Within(1, {});
});

test('a budget without terms, negated', () => {
  expect(2).not.toMatchFloat64Within(1, {});
});

test('a promise that is not awaited', () => {
  expect(Promise.resolve(1)).toMatchFloat64Within(1, { ulp: 1 });
});

test('shapes that differ', () => {
  expect([1, 2, 3]).not.toMatchFloat64Within([1, 2], { ulp: 1 });
});
