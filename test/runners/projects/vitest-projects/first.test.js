test('the matchers are there once, and the setup file of one’s own ran', () => {
  expect(1).toMatchFloat64Within(1, { ulp: 1 });
  expect(globalThis.own ?? 1).toBe(1);
});
