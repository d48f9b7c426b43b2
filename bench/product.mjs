/**
 * Times the certified product of two n × n matrices on one thread beside its peers, all in one run and on the same data:
 * Arb's arb_mat_mul at 106 bits (C; built on the way where gcc and FLINT are there), decimal.js (from one dot product), and the
 * plain JavaScript loop.
 *
 *   node bench/product.mjs [n = 1000] [runs = 5]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import { load } from './load.mjs';

const { absoluteProduct, certifiedProduct, exactElement, gemmFloat64 } = await load('src/kernels/linear');

const n = Number(process.argv[2] ?? 1000);
const runs = Number(process.argv[3] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'ulpwise-bench-'));

const median = (times) => [...times].sort((a, b) => a - b)[times.length >> 1];

/** Median of the seconds that `work` takes, after one run that is not counted. */
function time(work, count = runs) {
  work();
  const times = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    work();
    times.push((performance.now() - start) / 1000);
  }
  return median(times);
}

/** Uniform in (0, 1), xorshift32. */
let state = 2463534242;
function uniform() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return ((state >>> 0) + 0.5) / 4294967296;
}
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

function buildArb() {
  const source = fileURLToPath(new URL('arb/arb_mat_mul.c', import.meta.url));
  const program = join(folder, 'arb_mat_mul');
  for (const libraries of [['-lflint-arb', '-lflint'], ['-lflint']]) {
    try {
      execFileSync('gcc', ['-O2', '-o', program, source, ...libraries], { stdio: 'ignore' });
      return program;
    } catch {
      // try the next name of the library
    }
  }
  return undefined;
}

function plainLoop(a, b) {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const x = a[i * n + k];
      for (let j = 0; j < n; j++) c[i * n + j] += x * b[k * n + j];
    }
  }
  return c;
}

function decimalDot(a, b) {
  const D = Decimal.clone({ precision: 40 });
  const x = Array.from({ length: n }, (_, k) => new D(a[k]));
  const y = Array.from({ length: n }, (_, k) => new D(b[k * n]));
  return time(() => {
    let sum = new D(0);
    for (let k = 0; k < n; k++) sum = sum.plus(x[k].times(y[k]));
  });
}

const arb = buildArb();
console.log(`${n} × ${n}, one thread, medians of ${runs} runs; ${cpus()[0].model}, Node ${process.version}`);
for (const [name, ArrayType] of [
  ['float32', Float32Array],
  ['float64', Float64Array],
]) {
  const a = ArrayType.from({ length: n * n }, normal);
  const b = ArrayType.from({ length: n * n }, normal);
  const left = { data: a, rows: n, columns: n };
  const right = { data: b, rows: n, columns: n };
  const before = process.memoryUsage().arrayBuffers;
  let product = certifiedProduct(left, right);
  const memory = process.memoryUsage().arrayBuffers - before;
  const certified = time(() => (product = certifiedProduct(left, right)));
  const rows = [['certified product, WebAssembly', certified]];
  if (arb !== undefined) {
    const file = join(folder, 'operands.bin');
    writeFileSync(file, Buffer.concat([a, b].map((x) => Buffer.from(Float64Array.from(x).buffer))));
    const output = execFileSync(arb, [file, String(n), String(runs)], { maxBuffer: 1 << 20 }).toString();
    rows.push(['Arb, arb_mat_mul at 106 bits', median(JSON.parse(output).seconds)]);
  }
  rows.push(['plain float64, WebAssembly', time(() => gemmFloat64(left, right))]);
  rows.push(['|A||B|, WebAssembly', time(() => absoluteProduct(left, right))]);
  rows.push(['plain float64, JavaScript loop', time(() => plainLoop(a, b), 1)]);
  rows.push([`decimal.js at 40 digits, ${n * n} times one dot product`, decimalDot(a, b) * n * n]);
  rows.push(['one element exactly, µs', time(() => exactElement(left, right, 0, 0), 1001) * 1e6]);
  console.log(`\n${name}`);
  for (const [label, seconds] of rows) {
    const ratio = label.includes('µs') ? '' : `${(seconds / certified).toPrecision(3)} ×`;
    console.log(
      `  ${label.padEnd(52)} ${seconds.toPrecision(3).padStart(9)} ${label.includes('µs') ? ' ' : 's'} ${ratio.padStart(10)}`,
    );
  }
  let exact = 0;
  let worst = 0;
  for (let i = 0; i < n * n; i++) {
    if (product.radius[i] === 0) exact++;
    else worst = Math.max(worst, product.radius[i] / Math.abs(product.high[i]));
  }
  console.log(`  exact: ${exact} of ${n * n}; worst relative radius of the others 2^${Math.log2(worst).toFixed(1)}`);
  console.log(`  memory of one product, result included: ${(memory / 2 ** 20).toFixed(0)} MiB`);
}
rmSync(folder, { recursive: true });
