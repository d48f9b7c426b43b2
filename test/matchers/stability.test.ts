/** One program in every format: verdicts against the oracle's run, an estimate where enclosures grow too wide, foreign functions, misuse. */
import { describe, expect, test } from 'vitest';
import { matchers } from '../../plugins/matchers/index.ts';
import { acrossDtypes, plainStyle } from '../../src/matchers/index.ts';
import { toBeStableAcrossDtypes } from '../../src/matchers/stability/to-be-stable-across-dtypes.ts';
import { renderFinding } from '../../src/report/index.ts';
import type { RunDtype } from '../../src/matchers/index.ts';
import { torch, type Tensor } from '../../src/train/index.ts';

/** Σ 1/i for i = 1 … n, from the large terms to the small. */
const harmonic = (n: number) => (dtype: RunDtype) => {
  const t = torch({ dtype, arithmetic: { accumulate: 'same' } });
  return t
    .tensor(Float64Array.from({ length: n }, (_, i) => i + 1))
    .reciprocal()
    .sum();
};

/** A regression by gradient descent: weights and the loss of every epoch. */
const regression = (epochs: number) => (dtype: RunDtype) => {
  const t = torch({ dtype });
  const x = t.rand(20, 1);
  const y = x.mul(3).add(2);
  const model = t.nn.Linear(1, 1);
  const optimizer = t.optim.SGD(model.parameters(), { lr: 0.1 });
  const losses: Tensor[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const loss = t.nn.MSELoss().forward(model.forward(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    losses.push(loss.detach());
  }
  return { weights: model.weight.detach(), losses };
};

describe('against the oracle', () => {
  test('a short sum is proved to be within a few ulps in float32 and in bfloat16', () => {
    const finding = toBeStableAcrossDtypes(harmonic(10), { float32: { ulp: 4 }, bfloat16: { ulp: 4 } });
    expect(finding.pass).toBe(true);
    expect(finding.formats.map(({ basis }) => basis)).toEqual(['certified', 'certified']);
  });

  test('a sum of 1,000 terms in bfloat16 stops growing, and is not within 1 %', () => {
    // The terms below half an ulp of the sum are lost: from 1/i < 2^-6, at the sum 4 ≤ s < 8, on.
    const finding = toBeStableAcrossDtypes(harmonic(1000), { float32: { rel: 1e-5 }, bfloat16: { rel: 0.01 } });
    expect(finding.pass).toBe(false);
    expect(finding.formats.map(({ name, comparison }) => [name, comparison.passed])).toEqual([
      ['float32', true],
      ['bfloat16', false],
    ]);
    const text = renderFinding(finding, plainStyle, false);
    expect(text).toMatch(/^bfloat16 is not within budget of the exact result \(2 formats tried\)\./);
    expect(text).toMatch(/float32 +✓ +- +[\d.e-]+ relative +\{ rel: 1e-5 \} +- +certified/);
    expect(text).toMatch(/bfloat16 +✗ +- +0\.\d+ relative +\{ rel: 0\.01 \} +- +certified/);
  });

  test('a training run names the worst leaf and the first step outside the budget', () => {
    const finding = toBeStableAcrossDtypes(regression(30), { float32: { rel: 1e-4 }, bfloat16: { rel: 1e-3 } });
    const [float32, bfloat16] = finding.formats;
    expect(float32!.comparison.passed).toBe(true);
    expect(bfloat16!.comparison.passed).toBe(false);
    expect(renderFinding(finding, plainStyle, false)).toMatch(/bfloat16 +✗ +(losses\[\d+\]|weights)/);
  });
});

describe('functions that know nothing of this library', () => {
  const softmax = (dtype: RunDtype): Float32Array | Float64Array => {
    const x = Float64Array.from({ length: 8 }, (_, i) => i / 3);
    const e = x.map(Math.exp);
    const sum = e.reduce((a, b) => a + b, 0);
    const y = e.map((v) => v / sum);
    return dtype === 'float64' ? y : Float32Array.from(y);
  };

  test('are held to their own float64 run where that is asked for', () => {
    const finding = toBeStableAcrossDtypes(softmax, { float32: { ulp: 0.5 } }, { reference: 'float64' });
    expect(finding.pass).toBe(true);
    expect(finding.formats[0]!.basis).toBe('float64');
  });

  test('are refused as proof where it is not', () => {
    expect(() => toBeStableAcrossDtypes(softmax, { float32: { ulp: 0.5 } })).toThrow(
      /returned plain numbers, which are no proof of anything\. .* \{ reference: 'float64' \}/,
    );
  });

  test('that have to be awaited are awaited first', async () => {
    const outcomes = await acrossDtypes(async (dtype) => softmax(dtype), ['float32', 'float64']);
    expect(toBeStableAcrossDtypes(outcomes, { float32: { ulp: 0.5 } }, { reference: 'float64' }).pass).toBe(true);
    expect(() => toBeStableAcrossDtypes(outcomes, { float16: { ulp: 1 } }, { reference: 'float64' })).toThrow(
      "there is no outcome in float16. Write acrossDtypes(run, ['float32', 'float64', 'float16'])",
    );
  });

  test('that return promises are refused with the word await', () => {
    expect(() => toBeStableAcrossDtypes(async () => 1, { float32: { ulp: 1 } })).toThrow(/Write await/);
  });
});

test('misuse is an error that says what to write, under .not as well', () => {
  expect.extend(matchers as unknown as Parameters<typeof expect.extend>[0]);
  const assertion = expect(1) as unknown as { not: { toBeStableAcrossDtypes: (budgets: object) => void } };
  expect(() => assertion.not.toBeStableAcrossDtypes({ float32: { ulp: 1 } })).toThrow(/expects a function \(dtype\)/);
  expect(() => toBeStableAcrossDtypes(harmonic(3), {})).toThrow(/no format is given a budget/);
  expect(() => toBeStableAcrossDtypes(harmonic(3), { float8: { ulp: 1 } } as object)).toThrow(/float8_e4m3fn/);
  expect(() => toBeStableAcrossDtypes(harmonic(3), { float32: { ulps: 1 } } as object)).toThrow(/ulp/);
});
