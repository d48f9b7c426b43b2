// The other forms of baselines, for both runners. Errors are SHIFT ulps of 1, 2^-23 in float32, over what they were at first.
/* global describe, expect, test */
const shift = Number(process.env.SHIFT ?? 0);
const ulps = (count) => Float32Array.of(1 + count * 2 ** -23, 1);
const many = Float64Array.from({ length: 100 }, (_, i) => i + (i === 41 ? shift : 0));

describe('forms', () => {
  test('inline', () => {
    expect(ulps(2 + shift)).toMatchInlineDrift({ reference: [1, 1] });
  });

  test('own measures', () => {
    const metrics = { loss: 0.25 + shift, __proto__: null, accuracy: 0.5 };
    expect(ulps(0)).toMatchDriftBaseline({ metrics }, { key: 'loss' });
  });

  test('../../outside', () => expect(many).toMatchValueBaseline({ abs: 0.5 }, { key: '__proto__' }));

  test('types', () => {
    expect(-0).toMatchValueBaseline({ abs: 0 });
    expect([1n << 70n, BigInt(shift)]).toMatchValueBaseline({ abs: 1 });
    expect({ a: 1, b: [Uint8Array.of(255)] }).toMatchValueBaseline({ abs: 0 });
  });

  if (process.env.NOT === '1') test('negated', () => expect(ulps(1)).not.toMatchDriftBaseline([1, 1]));
});
