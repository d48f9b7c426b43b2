// One suite for both runners. What it computes follows from STEP; errors are whole numbers of ulps of 1, 2^-23 in float32.
/* global describe, expect, jest, test */
const step = process.env.STEP ?? '';
const ulps = (count) => Float32Array.of(1 + count * 2 ** -23, 1);

if (step === 'flaky' && typeof jest !== 'undefined') jest.retryTimes(2);

/** How many ulps the moving one is off: 4 when the baseline is made. */
const moving = { better: 2, worse: 9, throw: 9 }[step] ?? 4;

let attempts = 0;

describe('life', () => {
  test('steady', () => expect(ulps(3)).toMatchDriftBaseline([1, 1]));

  test('moving', () => expect(ulps(moving)).toMatchDriftBaseline([1, 1], { key: 'out' }));

  test('tolerant', () => {
    // the number is the largest that its hand-edited ceiling of 6 ulps lets pass
    expect(ulps(step === 'worse' ? 7 : step === 'drop' ? 6 : 5)).toMatchDriftBaseline([1, 1]);
  });

  test('record', () => {
    const computed = { a: ulps(1), b: [1 + 2 ** -52, NaN] };
    expect(computed).toMatchDriftBaseline({ a: [1, 1], b: [1, step === 'kind' ? 1 : NaN] });
  });

  test('values', () => {
    const shift = step === 'worse' ? 16 : 1;
    expect([0.1 + 0.2, -0]).toMatchValueBaseline({ ulp: 8 });
    expect(
      Float32Array.from({ length: 100 }, (_, i) => 1 + (i + (i === 7 ? shift : 0)) * 2 ** -23),
    ).toMatchValueBaseline({
      ulp: 8,
    });
  });

  test('throws', () => {
    if (step === 'throw') throw new Error('before the assertion');
    expect(ulps(1)).toMatchDriftBaseline([1, 1]);
  });

  (step === 'throw' ? test.skip : test)('skipped', () => expect(ulps(1)).toMatchDriftBaseline([1, 1]));

  if (step !== 'drop') test('dropped', () => expect(ulps(1)).toMatchDriftBaseline([1, 1]));

  test('retried', () => {
    expect(ulps(1)).toMatchDriftBaseline([1, 1]);
    attempts++;
    if (step === 'flaky' && attempts < 3) {
      expect(ulps(1)).toMatchDriftBaseline([1, 1], { key: `ghost ${attempts}` });
      throw new Error('flaky');
    }
    expect(ulps(2)).toMatchDriftBaseline([1, 1]);
  });
});

describe('together', () => {
  for (const name of ['first', 'second']) {
    test.concurrent(name, async function () {
      // Vitest hands the test its own expect; Jest takes a parameter for a callback
      const own = arguments[0]?.expect ?? expect;
      for (const count of [1, 2]) {
        await new Promise((done) => setTimeout(done, name === 'first' ? 2 : 1));
        own(ulps(count)).toMatchDriftBaseline([1, 1]);
      }
    });
  }
});
