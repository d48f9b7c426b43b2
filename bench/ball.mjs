/**
 * Times one certified elementary function at float64 accuracy through the fast tier: a ball for a float64 argument, and whether it
 * decides the correct rounding to float64 (if not, the slower tier is asked, which is timed with it).
 *
 *   node bench/ball.mjs [arguments = 20000]
 */
import { cpus } from 'node:os';
import { load } from './load.mjs';

const { applyToBallArrays, ballArray, ballArrayOf, ballOf, roundBall } = await load('src/reals/ball');
const { ballFunctions, evaluateBall } = await load('src/reals/ball-elementary');
const { correctlyRounded } = await load('src/reals/index');

const count = Number(process.argv[2] ?? 20000);

let state = 88675123;
function uniform(low, high) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return low + ((state >>> 0) / 4294967296) * (high - low);
}

const ranges = {
  exp: [-700, 700], exp2: [-1000, 1000], expm1: [-40, 40], ln: [0, 1000], log1p: [-0.99, 10], log2: [0, 1000], log10: [0, 1000],
  asin: [-1, 1], acos: [-1, 1], atanh: [-1, 1], acosh: [1, 100], sqrt: [0, 100], erf: [-6, 6], erfc: [-6, 25], gelu: [-30, 8],
  geluTanh: [-20, 8], sigmoid: [-600, 40], softplus: [-600, 40], silu: [-600, 40], tanh: [-20, 20], pow: [0, 40],
}; // prettier-ignore

function microseconds(work) {
  work();
  const start = performance.now();
  work();
  return ((performance.now() - start) / count) * 1000;
}

console.log(`${count} arguments each; ${cpus()[0].model}, Node ${process.version}`);
console.log('function    ball, µs   rounded, µs   undecided   slower tier alone, µs');
let total = 0;
for (const [name, { arity, operation }] of Object.entries(ballFunctions)) {
  const [low, high] = ranges[name] ?? [-30, 30];
  const points = Array.from({ length: count }, () => Array.from({ length: arity }, () => uniform(low, high)));
  const operands = Array.from({ length: arity }, (_, k) => ballArrayOf(points.map((x) => x[k])));
  const out = ballArray(count);
  const bare = microseconds(() => applyToBallArrays(operation, out, operands));
  let undecided = 0;
  const rounded = microseconds(() => {
    undecided = 0;
    for (const x of points) {
      if (roundBall(evaluateBall(name, ...x.map(ballOf)), 'float64') !== undefined) continue;
      undecided++;
      correctlyRounded(name, x, 'float64');
    }
  });
  const few = points.slice(0, Math.ceil(count / 50));
  const slow = microseconds(() => few.forEach((x) => correctlyRounded(name, x, 'float64'))) * (count / few.length);
  total += rounded;
  const cell = (x, width, digits = 2) => x.toFixed(digits).padStart(width);
  console.log(
    `${name.padEnd(11)} ${cell(bare, 8)} ${cell(rounded, 13)} ${String(undecided).padStart(11)} ${cell(slow, 23, 1)}`,
  );
}
console.log(`mean of all functions, correctly rounded: ${(total / Object.keys(ballFunctions).length).toFixed(2)} µs`);
