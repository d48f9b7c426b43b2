/**
 * What baselines add to a suite: 2,000 assertions over 200 files against the same assertions as plain comparisons, with the same set-up and the
 * same reporter, in both runners. The suites take turns of 20 files, so that a machine that grows slower slows both: in one run of 200 files
 * after another the neighbours of a rented machine make more of a difference than baselines do. The ratio is the median over the rounds, with
 * its quartiles. The first run of the baselines, which writes them, is shown too. "Processor" is the user and system time of the runner and its workers together.
 *
 *   npm run build && node bench/store.mjs [rounds] [files a turn] [assertions a file]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const rounds = Number(process.argv[2] ?? 10);
const files = Number(process.argv[3] ?? 20);
const perFile = Number(process.argv[4] ?? 10);
const folder = mkdtempSync(join(tmpdir(), 'ulpwise-store-'));

/** What each test does: a dense layer of 256 units in float32, and in float64 as the reference. */
const head = `const { cos, fround, sin } = Math;
const layer = (Numbers, seed) => {
  const round = Numbers === Float32Array ? fround : (x) => x;
  return Numbers.from({ length: 256 }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < 256; i++) sum = round(sum + round(round(sin(seed + i)) * round(cos(row * i))));
    return sum;
  });
};
const computed = (seed) => layer(Float32Array, seed);
const values = (seed) => layer(Float64Array, seed);
`;
const suites = {
  plain: (seed) => `expect(computed(${seed})).toMatchFloat64Within(values(${seed}), { abs: 1e-3 })`,
  baselines: (seed) => `expect(computed(${seed})).toMatchDriftBaseline(values(${seed}))`,
};

try {
  const modules = join(folder, 'node_modules');
  cpSync(join(root, 'dist'), join(modules, 'ulpwise/dist'), { recursive: true });
  cpSync(join(root, 'package.json'), join(modules, 'ulpwise/package.json'));
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of ['vitest', ...Object.keys(dependencies)]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
  }
  const all = rounds * files;
  console.log(`${all * perFile} assertions over ${all} files in ${rounds} turns, medians, seconds a turn`);
  console.log('                           plain   baselines   first run     ratio   quartiles');
  measure('Vitest', ['node_modules/vitest/vitest.mjs', 'run', '--silent'], {
    'vitest.config.mjs': `import { ulpwise } from 'ulpwise/vitest/plugin';
export default { plugins: [ulpwise()], test: { globals: true, include: ['tests/*.js'] } };\n`,
  });
  measure('Jest', ['node_modules/jest/bin/jest.js', '--silent'], {
    'jest.config.js': `module.exports = { setupFilesAfterEnv: ['ulpwise/jest'], reporters: ['default', 'ulpwise/jest/reporter'],
  transform: {}, testMatch: ['**/tests/*.js'] };\n`,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(title, command, configuration) {
  const places = Object.fromEntries(
    Object.entries(suites).map(([name, assertion]) => {
      const place = mkdtempSync(join(folder, `${name}-`));
      mkdirSync(join(place, 'tests'));
      writeFileSync(join(place, 'package.json'), '{}\n');
      for (const [file, text] of Object.entries(configuration)) writeFileSync(join(place, file), text);
      for (let f = 0; f < files; f++) {
        const tests = Array.from({ length: perFile }, (_, i) => `test('${i}', () => ${assertion(f * perFile + i)});\n`);
        writeFileSync(join(place, 'tests', `${f}.js`), head + tests.join(''));
      }
      return [name, place];
    }),
  );
  // each once before, so that caches are there for both
  run(places.plain, command);
  const first = run(places.baselines, command);
  const times = { plain: [], baselines: [] };
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? ['plain', 'baselines'] : ['baselines', 'plain']) {
      times[name].push(run(places[name], command));
    }
  }
  for (const [kind, label] of [
    ['wall', 'elapsed'],
    ['processor', 'processor'],
  ]) {
    const [plain, baselines] = ['plain', 'baselines'].map((name) => median(times[name].map((time) => time[kind])));
    const ratios = times.plain.map((time, i) => times.baselines[i][kind] / time[kind]);
    const cells = [plain.toFixed(2), baselines.toFixed(2), first[kind].toFixed(2), median(ratios).toFixed(3)];
    const quartiles = [0.25, 0.75].map((q) => quantile(ratios, q).toFixed(3)).join(' – ');
    console.log(`${title}, ${label}`.padEnd(22) + cells.map((cell) => cell.padStart(10)).join('') + `   ${quartiles}`);
  }
}

function run(place, command) {
  const [script, ...args] = command;
  const line = [process.execPath, join(root, script), ...args].map((word) => `'${word}'`).join(' ');
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `TIMEFORMAT='%U %S'; time ${line} >output.txt 2>&1`], {
    cwd: place,
    encoding: 'utf8',
    env: { ...process.env, CI: '', GITHUB_ACTIONS: '', NODE_ENV: 'test' },
  });
  if (status !== 0) throw new Error(stdout + stderr + readFileSync(join(place, 'output.txt'), 'utf8'));
  const [user, system] = stderr.trim().split(' ').map(Number);
  return { wall: (performance.now() - start) / 1000, processor: user + system };
}

function quantile(numbers, q) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below] + (at - below) * (sorted[Math.ceil(at)] - sorted[below]);
}

function median(numbers) {
  return quantile(numbers, 0.5);
}
