// Mean time of certified elementary functions: enclosures of 17, 40 and 100 digits, and correct rounding to float64.
// Peer in the same run: decimal.js at 40 digits, uncertified, where it has the function.
//
//   node bench/elementary.mjs
import { Decimal } from 'decimal.js';
import { load } from './load.mjs';

const { correctlyRounded, elementary, evaluate } = await load('src/reals/index');

const Peer = Decimal.clone({ precision: 40, defaults: true });
const peerNames = { ln: 'ln', log2: 'log2', log10: 'log10', exp: 'exp', sqrt: 'sqrt', cbrt: 'cbrt', pow: 'pow', sin: 'sin', cos: 'cos', tan: 'tan', asin: 'asin', acos: 'acos', atan: 'atan', sinh: 'sinh', cosh: 'cosh', tanh: 'tanh', asinh: 'asinh', acosh: 'acosh', atanh: 'atanh', atan2: 'atan2', hypot: 'hypot' }; // prettier-ignore

const ranges = { asin: [-1, 1], acos: [-1, 1], atanh: [-1, 1], acosh: [1, 20], ln: [0, 20], log2: [0, 20], log10: [0, 20], log1p: [-1, 20], sqrt: [0, 20], pow: [0, 20] }; // prettier-ignore

let state = 1;
const unit = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;

/** Microseconds of one call, the mean over the arguments of the best of five rounds. */
function microseconds(points, f) {
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    for (const x of points) f(x);
    best = Math.min(best, performance.now() - start);
  }
  return (best * 1000) / points.length;
}

console.log('microseconds a call'.padEnd(20), ['17 digits', '40 digits', '100 digits', 'rounded', 'decimal.js 40'].map((t) => t.padStart(14)).join('')); // prettier-ignore
for (const name of Object.keys(elementary)) {
  const [low, high] = ranges[name] ?? [-5, 5];
  const draw = () => low + (unit() + unit() / 2 ** 32) * (high - low);
  const points = Array.from({ length: 300 }, () => Array.from({ length: elementary[name].arity }, draw));
  const own = [17, 40, 100].map((digits) => microseconds(points, (x) => evaluate(name, x, digits)));
  own.push(microseconds(points, (x) => correctlyRounded(name, x, 'float64')));
  const peer = peerNames[name];
  if (peer !== undefined) {
    const decimals = points.map((x) => x.map((value) => new Peer(value)));
    own.push(microseconds(decimals.slice(0, 60), (x) => Peer[peer](...x)));
  }
  console.log(name.padEnd(20), own.map((t) => t.toFixed(1).padStart(14)).join(''));
}
