/** Inclusion over seeded samples, 10^5 a function in the default run: a law, so there are no expected values. */
import { expect } from 'vitest';
import { toHex } from '../../src/formats/index.ts';
import { elementary, evaluate, reals, type ElementaryName } from '../../src/reals/index.ts';
import { about, sampler, scale, type Sampler } from './sampling.ts';

const CASES = Math.round(100_000 * scale);

/** The functions that take longest, tested in a file of their own so that the two run side by side. */
export const slower: readonly ElementaryName[] = [
  'acosh',
  'atanh',
  'sigmoid',
  'softplus',
  'silu',
  'erf',
  'erfc',
  'gelu',
  'geluTanh',
];

/** Ranges in which functions are neither flat nor infinite, and points where they have zeros, poles, kinks or switch methods. */
const interesting: { readonly [N in ElementaryName]?: { range: [number, number]; points: number[] } } = {
  exp: { range: [-745, 709], points: [0.6931471805599453, 709.782712893384, -745.1332191019411] },
  expm1: { range: [-40, 40], points: [0.5, -0.5, 1] },
  exp2: { range: [-1074, 1023], points: [0.5, 1023.9] },
  ln: { range: [0, 100], points: [1, 0.75, 1.5, 2] },
  log1p: { range: [-1, 100], points: [0.5, -0.25, -0.5] },
  log2: { range: [0, 100], points: [1, 2, 8] },
  log10: { range: [0, 100], points: [1, 10, 1e22, 1e23] },
  sin: { range: [-100, 100], points: [Math.PI, Math.PI / 2, 22, 355] },
  cos: { range: [-100, 100], points: [Math.PI, Math.PI / 2, 11] },
  tan: { range: [-100, 100], points: [Math.PI / 2, Math.PI / 4, 17.27875959474386] },
  asin: { range: [-1, 1], points: [1, -1, 0.5, 0.25] },
  acos: { range: [-1, 1], points: [1, -1, 0.5, -0.5] },
  atan: { range: [-10, 10], points: [1, 2] },
  acosh: { range: [1, 10], points: [1, 2] },
  atanh: { range: [-1, 1], points: [1, -1, 0.5] },
  sinh: { range: [-710, 710], points: [1, 710.4] },
  cosh: { range: [-710, 710], points: [1, 710.4] },
  tanh: { range: [-20, 20], points: [19, 0.5] },
  sigmoid: { range: [-740, 40], points: [36] },
  softplus: { range: [-740, 40], points: [36] },
  silu: { range: [-20, 40], points: [-1.2784645427610738] },
  erf: { range: [-6, 6], points: [1, 5.9] },
  erfc: { range: [-6, 27], points: [1, 5.9, 9.6, 26.5] },
  gelu: { range: [-37, 9], points: [-0.7517915246935645] },
  geluTanh: { range: [-20, 9], points: [-0.7524614220710163] },
};

function* univariate(name: ElementaryName): Generator<number[]> {
  const s = sampler(name.length * 1000 + name.charCodeAt(0));
  const { range, points } = interesting[name] ?? { range: [-10, 10], points: [1] };
  for (const x of [0, ...points].flatMap((p) => about(p, 50))) yield [x];
  for (let i = 0; ; i++) yield [draw(s, i, range)];
}

function draw(s: Sampler, i: number, range: readonly [number, number]): number {
  switch (i % 5) {
    case 0:
      return s.pattern();
    case 1:
      return s.spread(-60, 2);
    default:
      return s.uniform(...range);
  }
}

function* multivariate(name: ElementaryName): Generator<number[]> {
  const s = sampler(name.length * 1000 + name.charCodeAt(0));
  const { arity } = elementary[name];
  for (let i = 0; ; i++) {
    if (name === 'pow') {
      const x = i % 3 === 0 ? 1 + s.spread(-52, -1) : Math.abs(s.spread(-20, 20));
      yield [x, i % 3 === 0 ? s.spread(0, 50) : s.uniform(-40, 40)];
    } else {
      const any = (): number => (i % 4 === 0 ? s.pattern() : s.spread(-6, 6));
      yield Array.from({ length: arity }, any);
    }
  }
}

/** The enclosure of 24 digits lies inside that of 15, at 10^5 samples in the function's domain. */
export function checkInclusion(name: ElementaryName): void {
  const row = elementary[name];
  const wider = reals(15);
  let tried = 0;
  for (const x of row.arity === 1 ? univariate(name) : multivariate(name)) {
    const special = row.special(...x);
    if (typeof special === 'number' && Number.isNaN(special)) continue;
    if (tried++ === CASES) return;
    const coarse = evaluate(name, x, 15);
    const fine = evaluate(name, x, 24);
    if (!wider.contains(coarse, fine)) {
      expect.fail(
        `${name}(${x.map(toHex).join(', ')}): [${fine.lower}, ${fine.upper}] is not in [${coarse.lower}, ${coarse.upper}]`,
      );
    }
  }
}
