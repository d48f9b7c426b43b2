// What Vitest has and Jest has not.
test('soft failures are collected', () => {
  expect.soft(Float32Array.of(1)).toMatchFloat64Within([1.5], { ulp: 1 });
  expect.soft(Float32Array.of(1)).toMatchFloat64Within([1], { ulp: 1 });
  expect.soft(Float32Array.of(2)).toMatchFloat64Within([2.5], { ulp: 3 });
});

test('the expect of a test’s context has the matchers, asymmetric ones as well', ({ expect: local }) => {
  local(1).toMatchFloat64Within(1, { ulp: 1 });
  local({ a: 1 }).toEqual({ a: local.toMatchFloat64Within(1, { ulp: 1 }) });
});

test('polled until it holds', async () => {
  let calls = 0;
  await expect.poll(() => ++calls, { interval: 1 }).toMatchFloat64Within(3, { ulp: 1 });
});

test('with a message of one’s own', () => {
  expect(1, 'the first layer').toMatchFloat64Within(2, { ulp: 1 });
});

test.concurrent('in concurrent tests', async ({ expect: local }) => {
  local(1).toMatchFloat64Within(1, { ulp: 1 });
});
