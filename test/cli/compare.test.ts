/** `ulpwise compare`: files are written with the package's writers, whose bytes NumPy and PyTorch check elsewhere; errors are exact by construction. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exactJson } from '../../src/cli/exact-json.ts';
import { printable } from '../../src/cli/printable.ts';
import { compare, toNumericArray, writeNpy, writeNpz, writeSafetensors } from '../../src/interop/index.ts';
import { budgetFinding } from '../../src/matchers/budget-finding.ts';
import { plainStyle } from '../../src/matchers/index.ts';
import { renderFinding } from '../../src/report/index.ts';
import { ulpwise } from '../support/fake-terminal.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ulpwise-compare-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, bytes: Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), bytes);
}

const npy = (...values: number[]): Uint8Array => writeNpy(toNumericArray(Float32Array.from(values))!);
const named = (record: Record<string, number[]>): Record<string, ReturnType<typeof array>> =>
  Object.fromEntries(Object.entries(record).map(([name, values]) => [name, array(values)]));
const array = (values: readonly number[]): NonNullable<ReturnType<typeof toNumericArray>> =>
  toNumericArray(Float32Array.from(values))!;

/** Three float32 steps above 1. */
const threeUlps = 1 + 3 * 2 ** -23;

describe('two .npy files', () => {
  test('3 float32 ulps are within 4 ulps and outside 2', async () => {
    write('a.npy', npy(1, 2, threeUlps));
    write('b.npy', npy(1, 2, 1));
    const passing = await ulpwise(folder, ['compare', 'a.npy', 'b.npy', '--ulp', '4']);
    expect(passing).toMatchObject({
      exitCode: 0,
      out: 'pass   a.npy  3 elements, largest error 3 ulp at [2]\n',
      err: '',
    });
    expect(await ulpwise(folder, ['compare', 'a.npy', 'b.npy', '--ulp', '3'])).toMatchObject({ exitCode: 0 });
    const failing = await ulpwise(folder, ['compare', 'a.npy', 'b.npy', '--ulp', '2']);
    expect(failing.exitCode).toBe(1);
    expect(failing.out).toContain('passes with { ulp: 3 }');
  });

  test('equal files say so', async () => {
    write('a.npy', npy(1, 2));
    expect((await ulpwise(folder, ['compare', 'a.npy', 'a.npy', '--steps', '0'])).out).toBe(
      'pass   a.npy  2 elements, equal\n',
    );
  });

  test('the report is that of the assertion', async () => {
    const [actual, reference] = [
      [1, 2, threeUlps],
      [1, 2, 1],
    ];
    write('a.npy', npy(...actual));
    write('b.npy', npy(...reference));
    const { out } = await ulpwise(folder, ['compare', 'a.npy', 'b.npy', '--ulp', '2']);
    const comparison = compare(Float32Array.from(actual), Float32Array.from(reference), { ulp: 2 });
    const finding = budgetFinding(Float32Array.from(actual), Float32Array.from(reference), comparison);
    expect(out).toBe(`fail   a.npy\n\n${renderFinding(finding, plainStyle, false)}\n\n`);
  });

  test('colours come on a terminal, and not under NO_COLOR', async () => {
    write('a.npy', npy(1));
    let out = '';
    const stdout = { isTTY: true, write: (text: string) => (out += text) };
    await ulpwise(folder, ['compare', 'a.npy', 'a.npy', '--ulp', '1'], { stdout });
    expect(out).toContain('\u001b[32mpass\u001b[39m');
    out = '';
    await ulpwise(folder, ['compare', 'a.npy', 'a.npy', '--ulp', '1'], { stdout, environment: { NO_COLOR: '1' } });
    expect(out).not.toContain('\u001b');
  });
});

describe('each option is the term of its name', () => {
  const cases: [args: string[], budget: object][] = [
    [['--ulp', '4'], { ulp: 4 }],
    [['--steps', '2'], { steps: 2 }],
    [['--rel', '1e-6'], { rel: 1e-6 }],
    [['--abs', '1e-12'], { abs: 1e-12 }],
    [['--allclose', '1e-5,1e-8'], { allclose: { rtol: 1e-5, atol: 1e-8 } }],
    [['--rmse', '1'], { rmse: 1 }],
    [['--mean-ulp', '2'], { meanUlp: 2 }],
    [['--p99-ulp', '3'], { p99Ulp: 3 }],
    [['--bias', '0.5'], { bias: 0.5 }],
    [['--cosine', '0.9'], { cosine: 0.9 }],
    [['--ulp', '0', '--mismatches', '1'], { ulp: 0, mismatches: 1 }],
    [['--ulp', '0', '--mismatches', '40%'], { ulp: 0, mismatches: '40%' }],
    [['--ulp', '1', '--format', 'bfloat16'], { ulp: 1, format: 'bfloat16' }],
    [['--ulp', '1', '--nan', 'reject'], { ulp: 1, nan: 'reject' }],
    [['--ulp', '1', '--signed-zero', 'distinct'], { ulp: 1, signedZero: 'distinct' }],
    [['--ulp', '1', '--subnormals', 'flush'], { ulp: 1, subnormals: 'flush' }],
    [['--ulp', '1', '--boundary', 'exclusive'], { ulp: 1, boundary: 'exclusive' }],
    [['--rel', '1', '--rel-to', 'larger'], { rel: 1, relTo: 'larger' }],
    [['--ulp', '1', '--abs', '2', '--rel', '3'], { ulp: 1, abs: 2, rel: 3 }],
    [['--ulp', '1', '--allow-empty'], { ulp: 1, allowEmpty: true }],
  ];
  test.each(cases)('%j', async (args, budget) => {
    write('a.npy', npy(1, 2, threeUlps));
    write('b.npy', npy(1, 2, 1));
    const { out } = await ulpwise(folder, ['compare', 'a.npy', 'b.npy', '--json', ...args]);
    expect(JSON.parse(out).files[0].comparison.budget).toEqual(budget);
  });
});

test('an empty array passes where --allow-empty is given, and that is no tolerance', async () => {
  write('e.npy', npy());
  const refused = await ulpwise(folder, ['compare', 'e.npy', 'e.npy', '--ulp', '1']);
  expect(refused).toMatchObject({ exitCode: 2, out: expect.stringContaining('Give --allow-empty if it may be.') });
  expect(await ulpwise(folder, ['compare', 'e.npy', 'e.npy', '--ulp', '1', '--allow-empty'])).toMatchObject({
    exitCode: 0,
    out: 'pass   e.npy  0 elements\n',
  });
  await expect(ulpwise(folder, ['compare', 'e.npy', 'e.npy', '--allow-empty'])).rejects.toThrow('no default tolerance');
});

describe('names from elsewhere', () => {
  const evil = 'x\u001b[31mred\n::error::pwn';

  test('of files and arrays can neither command the terminal nor begin a line', async () => {
    for (const [side, value] of [
      ['a', 1],
      ['b', threeUlps],
    ] as const) {
      write(`${side}/${evil}.npz`, writeNpz(named({ [evil]: [value, 1], [evil.replace('\n', '\\u{a}')]: [1] })));
      write(`${side}/\npass   forged.npy`, npy(1));
    }
    write(`a/${evil}.npy`, npy(1));
    const environment = { GITHUB_ACTIONS: 'true' };
    const { out } = await ulpwise(folder, ['compare', 'a', 'b', '--ulp', '1'], { environment });
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(out).not.toMatch(/\u001b|^\s*::|^pass {3}forged/m);
    expect(out).toContain('pass   \\u{a}pass   forged.npy');
    expect(out).toContain('fail   x\\u{1b}[31mred\\u{a}::error::pwn.npz\n');
    expect(out).toContain('error  x\\u{1b}[31mred\\u{a}::error::pwn.npy: it is missing in <reference>.');
    expect(out).toMatch(/x\\+u\{1b\}\[31mred\\+u\{a\}::error::pwn.*: 1 of 2 elements/);
  });

  test('are in JSON as they are, without a command for GitHub', async () => {
    const name = `${evil}##[error]`;
    for (const side of ['a', 'b']) write(`${side}.npz`, writeNpz(named({ [name]: [1] })));
    const environment = { GITHUB_ACTIONS: 'true' };
    const { out } = await ulpwise(folder, ['compare', 'a.npz', 'b.npz', '--ulp', '1', '--json'], { environment });
    expect(out).not.toContain('##[');
    expect(JSON.parse(out).files[0].comparison.leaves[0].path).toContain('##[error]');
  });
});

describe('files of several arrays', () => {
  test('tensors are matched by name across .npz and .safetensors, in any order', async () => {
    write('a.npz', writeNpz(named({ weight: [1, threeUlps], bias: [0.5] })));
    write('b.safetensors', writeSafetensors(named({ bias: [0.5], weight: [1, 1] })));
    const { out, exitCode } = await ulpwise(folder, ['compare', 'a.npz', 'b.safetensors', '--ulp', '3']);
    expect(exitCode).toBe(0);
    expect(out).toBe('pass   a.npz  2 arrays, 3 elements, largest error 3 ulp at weight[1]\n');
    expect(await ulpwise(folder, ['compare', 'a.npz', 'b.safetensors', '--ulp', '2.5'])).toMatchObject({ exitCode: 1 });
  });

  test('a tensor of another name or shape cannot be compared: exit code 2, and the name is said', async () => {
    write('a.npz', writeNpz(named({ weight: [1] })));
    write('b.npz', writeNpz(named({ weights: [1] })));
    write('c.npz', writeNpz(named({ weight: [1, 2] })));
    const other = await ulpwise(folder, ['compare', 'a.npz', 'b.npz', '--ulp', '1']);
    expect(other.exitCode).toBe(2);
    expect(other.out).toMatch(/^error {2}a\.npz: .*weight/);
    expect((await ulpwise(folder, ['compare', 'a.npz', 'c.npz', '--ulp', '1'])).exitCode).toBe(2);
  });
});

describe('two folders', () => {
  test('files are matched by relative name; a failure of one does not hide the others', async () => {
    write('now/x.npy', npy(1));
    write('now/deep/y.npy', npy(threeUlps));
    write('now/readme.txt', npy(1));
    write('then/x.npy', npy(1));
    write('then/deep/y.npy', npy(1));
    const { out, exitCode } = await ulpwise(folder, ['compare', 'now', 'then', '--ulp', '1']);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^fail {3}deep\/y\.npy\n/);
    expect(out).toContain('pass   x.npy  1 element, equal\n');
    expect(out).toMatch(/2 files: 1 within the budget, 1 outside\.\n$/);
  });

  test('a file that one side lacks, and one that is damaged, are errors, each in its line', async () => {
    write('now/x.npy', npy(1));
    write('now/only.npy', npy(1));
    write('now/bad.npy', npy(1, 2, 3).subarray(0, 130));
    write('then/x.npy', npy(1));
    write('then/gone.npy', npy(1));
    write('then/bad.npy', npy(1, 2, 3));
    write('now/off.npy', npy(2));
    write('then/off.npy', npy(1));
    const { out, exitCode } = await ulpwise(folder, ['compare', 'now', 'then', '--ulp', '1']);
    expect(exitCode).toBe(2);
    expect(out).toMatch(/error {2}.*bad\.npy: \.npy file: shape \(3\) of float32 claims 12 bytes, 2 are present/);
    expect(out).toContain('error  gone.npy: it is missing in <actual>.\n');
    expect(out).toContain('error  only.npy: it is missing in <reference>.\n');
    expect(out).toContain('pass   x.npy');
    expect(out).toMatch(/5 files: 1 within the budget, 1 outside, 3 not compared\.\n$/);
  });

  test('folders without files of numbers compare nothing, which is no pass', async () => {
    mkdirSync(join(folder, 'now'));
    mkdirSync(join(folder, 'then'));
    await expect(ulpwise(folder, ['compare', 'now', 'then', '--ulp', '1'])).rejects.toThrow('nothing to compare');
  });
});

describe('JSON', () => {
  test('holds the comparison, with what JSON lacks as strings', async () => {
    write('a.npy', npy(NaN, -0, Infinity, threeUlps));
    write('b.npy', npy(NaN, 0, 1, 1));
    const { out, exitCode } = await ulpwise(folder, ['compare', 'a.npy', 'b.npy', '--steps', '3', '--json']);
    expect(exitCode).toBe(1);
    const { verdict, files } = JSON.parse(out);
    expect(verdict).toBe('fail');
    expect(files).toHaveLength(1);
    expect(files[0]).toMatchObject({ name: 'a.npy', verdict: 'fail' });
    const [leaf] = files[0].comparison.leaves;
    expect(leaf.special.first[0]).toMatchObject({ actual: 'Infinity', reference: 1, miss: 'unexpected infinity' });
    expect(leaf.statistics.maxSteps).toBe('3');
    expect(leaf.worst).toMatchObject({ actual: threeUlps, difference: 3 * 2 ** -23, steps: '3' });
  });

  test('numbers keep every bit, and -0, NaN, infinities and bigints are strings', () => {
    expect(JSON.parse(exactJson([0.1, 2 ** -1074, -0, NaN, -Infinity, 2n ** 64n]))).toEqual([
      0.1,
      2 ** -1074,
      '-0',
      'NaN',
      '-Infinity',
      '18446744073709551616',
    ]);
  });

  test('says why a file was not compared', async () => {
    write('a.npy', npy(1));
    write('b.npy', npy(1, 2));
    const { out } = await ulpwise(folder, ['compare', 'a.npy', 'b.npy', '--ulp', '1', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'error',
      files: [{ name: 'a.npy', error: expect.stringMatching(/^a\.npy: .*shape/i) }],
    });
  });
});

describe('a wrong call is refused, and says what to write', () => {
  beforeEach(() => {
    write('a.npy', npy(1));
    write('a.txt', npy(1));
    mkdirSync(join(folder, 'a.npz'));
  });

  test.each([
    [['a.npy', 'a.npy'], '--ulp 4'],
    [['a.npy', 'a.npy', '--ulp', 'four'], '--ulp: a number was due, got "four"'],
    [['a.npy', 'a.npy', '--ulp', ''], '--ulp: a number was due, got ""'],
    [['a.npy', 'a.npy', '--ulp', '-1'], 'budget.ulp must be'],
    [['a.npy', 'a.npy', '--allclose', '1e-5'], 'two numbers were due, rtol,atol'],
    [['a.npy', 'a.npy', '--nan', 'reject'], 'no term'],
    [['a.npy', 'a.npy', '--ulp', '1', '--format', 'float8'], 'float8_e4m3fn'],
    [['a.npy', 'gone.npy', '--ulp', '1'], 'gone.npy: there is no such file'],
    [['a.npy', 'a.npz', '--ulp', '1'], 'Give two files or two folders'],
  ])('%j', async (args, message) => {
    await expect(ulpwise(folder, ['compare', ...args])).rejects.toThrow(message);
  });

  test('a file of another kind is no file of numbers', async () => {
    const { out, exitCode } = await ulpwise(folder, ['compare', 'a.npy', 'a.txt', '--ulp', '1']);
    expect(exitCode).toBe(2);
    expect(out).toContain('a.txt: the name ends in none of .npy, .npz, .safetensors.');
  });

  test('an option that there is not, or a word that it does not take, ends with 2 and does not end the process', async () => {
    const unknown = await ulpwise(folder, ['compare', 'a.npy', 'a.npy', '--ulps', '1']);
    expect(unknown.exitCode).toBe(2);
    expect(unknown.err).toContain("unknown option '--ulps'");
    const word = await ulpwise(folder, ['compare', 'a.npy', 'a.npy', '--ulp', '1', '--nan', 'maybe']);
    expect(word.exitCode).toBe(2);
    expect(word.err).toContain('Allowed choices are equal, reject');
  });
});

test('control characters in names never reach the terminal', () => {
  expect(printable('\u001b[31mred\u001b[39m\n')).toBe('\u001b[31mred\u001b[39m\n');
  expect(printable('a\u001b]0;title\u0007\r\u009b2J')).toBe('a\\u001b]0;title\\u0007\\u000d\\u009b2J');
});
