/** Gradients against the oracle's exact ones, and these against slopes of the exact function. */
import { describe, expect, test } from 'vitest';
import { plainStyle } from '../../src/matchers/index.ts';
import { toPassGradcheck } from '../../src/matchers/to-pass-gradcheck.ts';
import { opTable } from '../../src/ops/index.ts';
import { renderFinding } from '../../src/report/index.ts';
import { torch, type Tensor } from '../../src/train/index.ts';

const t = torch({ dtype: 'float64', seed: 1 });

describe('gradients of smooth functions pass within a few ulps', () => {
  test.each([
    ['softplus of a product', (x: Tensor, w: Tensor) => x.matmul(w).softplus(), [t.randn(4, 3), t.randn(3, 2)]],
    ['a softmax', (x: Tensor) => x.softmax({ axis: 1 }), [t.randn(3, 5)]],
    ['a layer norm', (x: Tensor) => x.layerNorm(), [t.randn(3, 4)]],
    ['tanh, exp and division', (x: Tensor, y: Tensor) => x.tanh().div(y.exp()), [t.randn(6), t.randn(6)]],
    [
      'a convolution',
      (x: Tensor, w: Tensor) => x.conv2d(w, { padding: 1 }).gelu(),
      [t.randn(1, 2, 4, 4), t.randn(2, 2, 3, 3)],
    ],
  ] as const)('%s', (_name, f, inputs) => {
    const finding = toPassGradcheck(f, inputs as unknown as Tensor[], { ulp: 64, abs: 1e-13 });
    expect(finding).toMatchObject({ pass: true, wrong: [], kinks: 0 });
    expect(finding.measured).toBeGreaterThan(3);
  });
});

test('a gradient in bfloat16 is far from the exact one in ulps of float64, and within a few of its own', () => {
  const narrow = torch({ dtype: 'bfloat16', seed: 1 });
  const x = narrow.randn(8);
  expect(toPassGradcheck((v: Tensor) => v.tanh(), [x], { ulp: 8 }).pass).toBe(true);
  expect(toPassGradcheck((v: Tensor) => v.tanh(), [x], { rel: 1e-6 }).pass).toBe(false);
});

test('a wrong gradient rule is found by the slope, though oracle and float64 agree on it', () => {
  const right = opTable.tanh;
  const table = opTable as unknown as Record<string, object>;
  const x = t.tensor([0.5, -1.25]);
  try {
    // The sign dropped, as a slip of the pen would.
    table['tanh'] = {
      ...right,
      vjp: ((o, _x, y, g) => [() => o.mul(g, o.add(o.constant(1), o.square(y)))]) as typeof right.vjp,
    };
    const world = torch({ dtype: 'float64' });
    const finding = toPassGradcheck((v: Tensor) => v.tanh(), [world.tensor(x.toFloat64())], { ulp: 64 });
    expect(finding.pass).toBe(false);
    expect(finding.comparison.passed).toBe(true);
    expect(finding.wrong.map(({ index }) => index)).toEqual([0, 1]);
    expect(renderFinding(finding, plainStyle, false)).toContain('a gradient rule is wrong');
  } finally {
    table['tanh'] = right;
  }
});

test('a kink is counted, and its slope not compared', () => {
  const finding = toPassGradcheck((v: Tensor) => v.relu(), [t.tensor([0, 1, -1])], { ulp: 1 });
  expect(finding).toMatchObject({ pass: true, kinks: 1, measured: 3 });
});

test('misuse says what to write', () => {
  expect(() => toPassGradcheck(3, [t.randn(2)], { ulp: 1 })).toThrow(/expects a function of tensors/);
  expect(() => toPassGradcheck((v: Tensor) => v, [], { ulp: 1 })).toThrow(/needs a list of tensors/);
  expect(() => toPassGradcheck(() => 3, [t.randn(2)], { ulp: 1 })).toThrow(/returned no tensor/);
  expect(() => toPassGradcheck((v: Tensor) => v.mul(2), [t.randn(2)], {})).toThrow(/budget/i);
});
