/** Casts and arithmetic of float16 and bfloat16 against PyTorch 1.13's bits: fixtures/torch/layers.npz, `casts` in layers.py. */
import { describe, expect, test } from 'vitest';
import { decodeArray, toBits } from '../../src/formats/index.ts';
import { torch } from '../../src/train/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';
import { names, recorded } from '../train/torch-fixtures.ts';

const patterns = (name: string): Uint16Array => Uint16Array.from(recorded(name).values, (bits) => bits & 0xffff);

describe.each(['float16', 'bfloat16'] as const)('%s', (dtype) => {
  const t = torch({ dtype });
  const stored = (name: string): Tensor => t.tensor(decodeArray(patterns(`narrow/${dtype}/${name}`), dtype));
  const nan = (bits: number): boolean => (bits & 0x7fff) > (dtype === 'float16' ? 0x7c00 : 0x7f80);

  function expectBits(actual: Tensor, expected: Uint16Array): void {
    let different = 0;
    actual.toFloat64().forEach((x, i) => {
      const same = Number.isNaN(x) ? nan(expected[i]!) : Number(toBits(x, dtype)) === expected[i];
      if (!same) different++;
    });
    expect(different).toBe(0);
  }

  test('casts of float32 numbers, ties and their neighbours among them, have the bits of PyTorch', () => {
    const wide = t.tensor(recorded('cast/in').values, { dtype: 'float32' });
    expect(wide.size).toBeGreaterThan(10000);
    expectBits(wide.to(dtype), patterns(`cast/${dtype}`));
  });

  test.each(['add', 'sub', 'mul', 'div'] as const)('%s has the bits of PyTorch', (name) => {
    expectBits(stored('x')[name](stored('y')), patterns(`narrow/${dtype}/${name}`));
  });

  test('a factor 0.1 has the bits of PyTorch 1.13 where it is rounded into the dtype first, as its CPU kernels do', () => {
    expectBits(stored('x').mul(t.tensor(0.1)), patterns(`narrow/${dtype}/scaled`));
  });

  test('as a number it stays 0.1 in float32: the product with 1000 is 100 and not 1000·RN(0.1)', () => {
    expect(t.tensor(1000).mul(0.1).item()).toBe(100);
  });

  test.each(['sqrt', 'exp', 'tanh'].filter((name) => names.includes(`narrow/${dtype}/${name}`)))(
    '%s has the bits of PyTorch',
    (name) => {
      const x = name === 'sqrt' ? stored('x').abs() : stored('x');
      expectBits(x[name as 'exp'](), patterns(`narrow/${dtype}/${name}`));
    },
  );
});
