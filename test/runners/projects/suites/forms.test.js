// Every form of an assertion that holds. Global names, so that the same file runs in Vitest and in Jest.
const sum = 0.1 + 0.2;

test('plain', () => {
  expect(sum).toMatchFloat64Within(0.3, { ulp: 1 });
  expect(Float32Array.of(0.1)).toMatchFloat64Within([0.1], { ulp: 0.5 });
  expect({ losses: [sum], step: 3 }).toMatchFloat64Within({ losses: [0.3], step: 3 }, { ulp: 1 });
  expect(sum).toAgreeToDigits(0.3, 15);
  expect(Float32Array.of(NaN, -0)).toBeBitIdenticalTo(Float32Array.of(NaN, -0));
});

test('.not', () => {
  expect(sum).not.toMatchFloat64Within(0.3, { ulp: 0.5 });
  expect(sum).not.toAgreeToDigits(0.31, 3);
  expect(-0).not.toBeBitIdenticalTo(0);
});

test('.resolves and .rejects', async () => {
  await expect(Promise.resolve(sum)).resolves.toMatchFloat64Within(0.3, { ulp: 1 });
  await expect(Promise.resolve(sum)).resolves.not.toMatchFloat64Within(0.3, { ulp: 0.5 });
  await expect(Promise.reject(sum)).rejects.toMatchFloat64Within(0.3, { ulp: 1 });
});

test('asymmetric', () => {
  const within = expect.toMatchFloat64Within([0.3], { ulp: 1 });
  expect({ name: 'a', values: [sum] }).toEqual({ name: 'a', values: within });
  expect({ name: 'a', values: [sum] }).toEqual(expect.objectContaining({ values: within }));
  expect([[1], [sum]]).toEqual(expect.arrayContaining([within]));
  expect({ values: [sum] }).toEqual({ values: expect.not.toMatchFloat64Within([0.3], { ulp: 0.5 }) });
  expect({ values: [sum] }).not.toEqual({ values: expect.toMatchFloat64Within([0.3], { ulp: 0.5 }) });
  expect([sum]).toEqual([expect.toAgreeToDigits(0.3, 15)]);
  expect([sum]).not.toEqual([expect.toBeBitIdenticalTo(0.3)]);
});
