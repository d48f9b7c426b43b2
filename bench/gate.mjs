/**
 * What the gate costs over 10,000 entries in 200 files: the working tree against a commit, a commit against another, and a run record against
 * another. Seconds of the whole command by the clock, the median of so many calls; beside it what Node takes to start, and to read the two
 * records with `JSON.parse` and do nothing.
 *
 *   npm run build && node bench/gate.mjs [entries] [calls]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from './load.mjs';
import { checks, record } from './records.mjs';

const { changeTo } = await load('src/drift/index');
const root = fileURLToPath(new URL('..', import.meta.url));
const entries = Number(process.argv[2] ?? 10_000);
const calls = Number(process.argv[3] ?? 9);
const folder = mkdtempSync(join(tmpdir(), 'ulpwise-gate-'));
const command = join(root, 'dist/esm/src/cli/main.js');

function git(...args) {
  const { status, stderr } = spawnSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

/** Lays the entries of a run down as baseline files, in a commit. */
function commit(worse) {
  const files = new Map();
  for (const { baseline, key, now } of checks(entries, worse)) {
    if (!files.has(baseline)) files.set(baseline, new Map());
    files.get(baseline).set(key, now);
  }
  for (const [path, baseline] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), changeTo(path, undefined, baseline, []).text);
  }
  git('add', '-A');
  git('commit', '-qm', worse ? 'worse' : 'base');
}

function seconds(label, ...args) {
  const times = Array.from({ length: calls }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    // the gate finds what is worse
    if (status !== 0 && (status !== 1 || stderr !== '')) throw new Error(stderr);
    return (performance.now() - start) / 1000;
  }).sort((a, b) => a - b);
  const [least, median, most] = [0, Math.floor(calls / 2), calls - 1].map((i) => times[i].toFixed(2));
  console.log(`${label.padEnd(42)} ${median}   (${least} to ${most})`);
}

try {
  git('init', '-q');
  commit(false);
  commit(true);
  for (const [name, worse] of [
    ['base.json', false],
    ['drift-run.json', true],
  ])
    writeFileSync(join(folder, name), record(entries, worse));
  const size = (statSync(join(folder, 'base.json')).size / 1e6).toFixed(1);
  console.log(`${entries} entries, records of ${size} MB; seconds, median of ${calls} calls (least to most)`);
  seconds('Node alone', '-e', '');
  const both = "for (const f of ['base.json', 'drift-run.json']) JSON.parse(require('fs').readFileSync(f, 'utf8'))";
  seconds('JSON.parse of two records', '-e', both);
  seconds('gate --base HEAD^1', command, 'gate', '--base', 'HEAD^1');
  seconds('gate HEAD --base HEAD^1', command, 'gate', 'HEAD', '--base', 'HEAD^1');
  seconds('gate drift-run.json --base base.json', command, 'gate', 'drift-run.json', '--base', 'base.json');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
