/**
 * Times a comparison of float32 elements with a float64 reference, full report, beside what suites write today: Vitest's and Jest's `toEqual` on
 * typed arrays, and loops of `toBeCloseTo` and of chai's `closeTo`, all in one run and on the same data. The slow ones judge fewer elements.
 *
 *   npm run build && node bench/compare.mjs [elements = 1000000] [runs = 31]
 *
 * `node --max-old-space-size=4096 bench/compare.mjs 100000000 1` compares 10^8 elements (1.2 GB of data), alone.
 */
import { cpus } from 'node:os';
import { chai } from '@vitest/expect';
import { compare } from '../dist/esm/src/index.js';
import { expect as vitestExpect } from '../dist/esm/plugins/expect/index.js';

// Both keep their matchers in one global; only in this order do they share it
const { expect: jestExpect } = await import('expect');

const n = Number(process.argv[2] ?? 1_000_000);
const runs = Number(process.argv[3] ?? 31);
const some = Math.min(n, 20_000);

/** xorshift32, uniform in (0, 1). */
let state = 2463534242;
function uniform() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return ((state >>> 0) + 0.5) / 4294967296;
}

const reference = new Float64Array(n);
const actual = new Float32Array(n);
for (let i = 0; i < n; i++) {
  reference[i] = (uniform() - 0.5) * 8;
  actual[i] = reference[i] * (1 + 1e-7 * (uniform() - 0.5));
}
const rectified = reference.map((x) => Math.max(x, 0));
const rectifiedActual = actual.map((x) => Math.max(x, 0));
const copy = actual.slice();

/**
 * Nanoseconds an element that `work` takes in steady state, median and fastest run: after half a second of runs that are not counted, in
 * which the engine replaces its first code of a WebAssembly module by its optimised one.
 */
function time(work, elements, count = runs) {
  const warm = performance.now() + (count > 1 ? 500 : 0);
  do work();
  while (performance.now() < warm);
  const times = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    work();
    times.push(((performance.now() - start) * 1e6) / elements);
  }
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1], fastest: times[0] };
}

const ours = [
  ['{ ulp }', () => compare(actual, reference, { ulp: 4 })],
  ['{ ulp, abs }', () => compare(actual, reference, { ulp: 4, abs: 1e-12 })],
  ['{ rel }', () => compare(actual, reference, { rel: 1e-6 })],
  ['{ ulp }, half of them zeros', () => compare(rectifiedActual, rectified, { ulp: 4 })],
  ['{ ulp }, failing', () => compare(actual, reference, { ulp: 0.75 })],
  ['{ allclose }', () => compare(actual, reference, { allclose: { rtol: 1e-6, atol: 1e-8 } })],
  ['{ steps }', () => compare(actual, reference, { steps: 2 })],
  ['{ p99Ulp }', () => compare(actual, reference, { p99Ulp: 2 })],
];
const few = { actual: actual.subarray(0, some), reference: reference.subarray(0, some), copy: copy.subarray(0, some) };
const peers = [
  ['a plain loop: largest |a − r|, and a count', n, plainLoop],
  ['Vitest toEqual, Float32Array', some, () => vitestExpect(few.actual).toEqual(few.copy)],
  ['Jest toEqual, Float32Array', some, () => jestExpect(few.actual).toEqual(few.copy)],
  [
    'Vitest toBeCloseTo in a loop',
    some,
    () => few.actual.forEach((x, i) => vitestExpect(x).toBeCloseTo(few.reference[i], 5)),
  ],
  [
    'Jest toBeCloseTo in a loop',
    some,
    () => few.actual.forEach((x, i) => jestExpect(x).toBeCloseTo(few.reference[i], 5)),
  ],
  [
    'chai closeTo in a loop',
    some,
    () => few.actual.forEach((x, i) => chai.expect(x).to.be.closeTo(few.reference[i], 1e-5)),
  ],
];

function plainLoop() {
  let worst = 0;
  let missed = 0;
  for (let i = 0; i < n; i++) {
    const d = Math.abs(actual[i] - reference[i]);
    if (d > worst) worst = d;
    if (!(d <= 1e-6)) missed++;
  }
  return worst + missed;
}

console.log(
  `${n.toLocaleString('en')} elements, median of ${runs} runs; Node ${process.version}, ${cpus()[0].model.trim()}`,
);
const before = process.memoryUsage().heapUsed;
const base = time(ours[0][1], n);
const column = (x, width) => x.toFixed(2).padStart(width);
const line = (name, { median, fastest }) =>
  console.log(
    `${name.padEnd(44)} ${column(median, 10)} ns an element (fastest ${column(fastest, 9)})  ${(median / base.median).toFixed(1)} ×`,
  );
line(`ulpwise ${ours[0][0]}`, base);
console.log(
  `${''.padEnd(46)} heap +${((process.memoryUsage().heapUsed - before) / 2 ** 20).toFixed(1)} MiB, resident ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`,
);
if (n <= 10_000_000) {
  for (const [name, work] of ours.slice(1)) line(`ulpwise ${name}`, time(work, n));
  for (const [name, elements, work] of peers) line(name, time(work, elements, Math.min(runs, 5)));
}
