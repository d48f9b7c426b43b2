/** Loss scaling and master weights, on numbers where float16 or bfloat16 would lose the update. */
import { expect, test } from 'vitest';
import { torch } from '../../src/train/index.ts';

test('a gradient of 2^-26 underflows in float16, and survives when the loss is scaled by 2^10', () => {
  const t = torch({ dtype: 'float16' });
  const x = t.tensor([1], { requiresGrad: true });
  const loss = (): ReturnType<typeof x.mul> => x.mul(2 ** -13).mul(2 ** -13);
  loss().backward();
  expect(x.grad!.item()).toBe(0);

  x.grad = undefined;
  const scaler = t.gradScaler({ initialScale: 1024 });
  scaler.scale(loss()).backward();
  expect(x.grad!.item()).toBe(2 ** -16);
});

test('a step whose gradients overflow is left out and the scale halved; good steps double it', () => {
  const t = torch({ dtype: 'float16' });
  const x = t.tensor([1], { requiresGrad: true });
  const optimizer = t.optim.SGD([x], { lr: 0.5 });
  const scaler = t.gradScaler({ initialScale: 1024, growthInterval: 2 });
  x.grad = t.tensor([Infinity]);
  expect(scaler.step(optimizer)).toBe(false);
  scaler.update();
  expect([x.item(), scaler.getScale()]).toEqual([1, 512]);
  for (let i = 0; i < 2; i++) {
    x.grad = t.tensor([512]);
    expect(scaler.step(optimizer)).toBe(true);
    scaler.update();
  }
  expect([x.item(), scaler.getScale()]).toEqual([0, 1024]);
});

test('gradients unscaled by hand are not divided again', () => {
  const t = torch({ dtype: 'float16' });
  const x = t.tensor([1], { requiresGrad: true });
  const optimizer = t.optim.SGD([x], { lr: 1 });
  const scaler = t.gradScaler({ initialScale: 4 });
  x.grad = t.tensor([2]);
  scaler.unscale_(optimizer);
  expect(x.grad.item()).toBe(0.5);
  scaler.step(optimizer);
  expect(x.item()).toBe(0.5);
  expect(() => scaler.unscale_(optimizer)).toThrow(/called twice before update/);
});

test('steps of 2^-10 are lost beside 1 in bfloat16, and kept by float32 master weights', () => {
  const t = torch({ dtype: 'bfloat16' });
  const run = (withMaster: boolean): number => {
    const x = t.tensor([1], { requiresGrad: true });
    const master = t.masterWeights([x]);
    const optimizer = t.optim.SGD(withMaster ? master.master : [x], { lr: 2 ** -10 });
    for (let i = 0; i < 64; i++) {
      x.grad = t.tensor([-1]);
      if (withMaster) master.step(optimizer);
      else optimizer.step();
    }
    return x.item();
  };
  expect(run(false)).toBe(1);
  expect(run(true)).toBe(1 + 2 ** -4);
});
