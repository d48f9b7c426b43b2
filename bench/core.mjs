/**
 * Times the tensor core beside its peers, in one run on one machine: tfjs (WebAssembly and plain JavaScript backends) and, where `python3` has
 * it, PyTorch on one thread. Medians; ratios are peer time over ours.
 *
 *   npm run build && node bench/core.mjs [runs = 5]
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { rounderFor } from '../dist/esm/src/index.js';
import { torch } from '../dist/esm/src/train/index.js';

const runs = Number(process.argv[2] ?? 5);
const median = (times) => [...times].sort((a, b) => a - b)[times.length >> 1];

/** Milliseconds of processor time, which other programs disturb less than wall time. */
function once(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The median of several runs, after two that are not counted. */
function time(work, count = runs) {
  work();
  work();
  return median(Array.from({ length: count }, () => once(work)));
}

function python() {
  for (const program of ['/usr/bin/python3', 'python3']) {
    try {
      const script = fileURLToPath(new URL('core.py', import.meta.url));
      return JSON.parse(execFileSync(program, [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    } catch {
      continue;
    }
  }
  return {};
}

/** [what, ours, { peer: time }] in milliseconds. */
const rows = [];
const pytorch = python();
const n = 1000;

function product(dtype) {
  const t = torch({ dtype });
  const [a, b] = [t.randn(n, n), t.randn(n, n)];
  return time(() => a.matmul(b));
}

function training(dtype, kind, measure = (work) => time(work, 3)) {
  const t = torch({ dtype });
  const inputs = kind === 'regression' ? t.rand(100, 1) : t.randn(100, 10);
  const targets = kind === 'regression' ? inputs.mul(3).add(2) : t.randn(100, 1);
  const { nn } = t;
  const model =
    kind === 'regression'
      ? nn.Linear(1, 1)
      : nn.Sequential(nn.Linear(10, 50), nn.ReLU(), nn.Linear(50, 20), nn.ReLU(), nn.Linear(20, 1));
  const criterion = nn.MSELoss();
  const optimizer = t.optim.SGD(model.parameters(), { lr: 0.01 });
  return measure(() => {
    for (let epoch = 0; epoch < 1000; epoch++) {
      const loss = criterion.forward(model.forward(inputs), targets);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      loss.item();
    }
  });
}

/** The same training in tfjs, with gradients written out by hand, which costs it less than its own differentiation. */
function tfjsTraining(kind) {
  const dims = kind === 'regression' ? [1, 1] : [10, 50, 20, 1];
  const x = kind === 'regression' ? tf.randomUniform([100, 1]) : tf.randomNormal([100, 10]);
  const y = tf.randomNormal([100, 1]);
  let weights = dims.slice(1).map((out, i) => [tf.mul(tf.randomNormal([dims[i], out]), 0.1), tf.zeros([out])]);
  const step = () => {
    const values = [x];
    weights.forEach(([w, b], i) => {
      const sum = tf.add(tf.matMul(values[i], w), b);
      values.push(i < weights.length - 1 ? tf.relu(sum) : sum);
    });
    const difference = tf.sub(values.at(-1), y);
    tf.mean(tf.square(difference)).dataSync();
    let gradient = tf.mul(difference, 2 / 100);
    const moved = [];
    for (let i = weights.length - 1; i >= 0; i--) {
      const [w, b] = weights[i];
      moved.unshift([
        tf.sub(w, tf.mul(tf.matMul(values[i], gradient, true, false), 0.01)),
        tf.sub(b, tf.mul(tf.sum(gradient, 0), 0.01)),
      ]);
      if (i > 0) gradient = tf.mul(tf.matMul(gradient, w, false, true), tf.cast(tf.greater(values[i], 0), 'float32'));
    }
    return moved;
  };
  return time(() => {
    for (let epoch = 0; epoch < 1000; epoch++) {
      const before = weights;
      weights = tf.tidy(step);
      tf.dispose(before);
    }
  }, 3);
}

const files = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
setWasmPaths(`${files}/`);
const peers = {};
for (const backend of ['wasm', 'cpu']) {
  await tf.setBackend(backend);
  await tf.ready();
  peers[backend] = {
    product: tf.tidy(() => {
      const [a, b] = [tf.randomNormal([n, n]), tf.randomNormal([n, n])];
      return time(() => tf.tidy(() => void tf.matMul(a, b).dataSync()), backend === 'cpu' ? 1 : runs);
    }),
    regression: tfjsTraining('regression'),
    network: tfjsTraining('network'),
  };
}

const named = (what) => ({ 'tfjs wasm': peers.wasm[what], 'tfjs cpu': peers.cpu[what] });
rows.push(['product 1000³ float32', product('float32'), { ...named('product'), PyTorch: pytorch['product float32'] }]);
rows.push(['product 1000³ float64', product('float64'), { PyTorch: pytorch['product float64'] }]);
rows.push([
  'regression, 1000 epochs',
  training('float32', 'regression'),
  { ...named('regression'), PyTorch: pytorch['regression'] },
]);
const network = training('float32', 'network');
rows.push(['network, 1000 epochs', network, { ...named('network'), PyTorch: pytorch['network'] }]);
for (const dtype of ['float64', 'float16', 'bfloat16', 'float8_e4m3fn', 'float8_e5m2']) {
  rows.push([`network in ${dtype}`, training(dtype, 'network'), { 'our float32': network }]);
}
for (const kind of ['regression', 'network']) rows.push([`${kind} on the oracle`, training('oracle', kind, once), {}]);
const values = Float64Array.from({ length: 1e6 }, (_, i) => (i - 5e5) * 1.0001e-3);
const rounded = new Float32Array(1e6);
const toHalf = rounderFor('float16');
rows.push([
  'round 10^6 to float16',
  time(() => {
    for (let i = 0; i < values.length; i++) rounded[i] = toHalf(values[i]);
  }),
  {},
]);

console.log(`${cpus()[0].model}, Node ${process.version}, medians in milliseconds of processor time`);
for (const [what, own, others] of rows) {
  const ratios = Object.entries(others)
    .filter(([, ms]) => ms !== undefined)
    .map(([peer, ms]) => `${peer} ${ms.toFixed(1)} (${(ms / own).toFixed(2)}×)`);
  console.log(what.padEnd(26), own.toFixed(1).padStart(8), ' ', ratios.join('  '));
}
