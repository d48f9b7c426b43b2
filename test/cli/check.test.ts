/** Faults of baseline files, made one by one in a folder that has none. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/cli/baseline-files.ts';
import { printBaseline, remember } from '../../src/drift/index.ts';
import type { Entry } from '../../src/drift/index.ts';
import { driftEntry } from '../support/drift-entries.ts';
import { ulpwise } from '../support/fake-terminal.ts';
import type { FakeTerminal } from '../support/fake-terminal.ts';
import { commit, git, put } from '../support/git-repository.ts';
import { canBeRefused, unprivileged } from '../support/unprivileged.ts';

const path = 'test/__drift__/a.test.ts.drift.json';
const large = remember(new Float32Array(100).fill(0.5), sha256)[0]!;
const small = remember(Float32Array.of(0.1, -0), sha256)[0]!;
const npy = `test/__drift__/a.test.ts.${large.entry.digest.slice(7, 23)}.npy`;
const good: Record<string, Entry> = { 'softmax#1': driftEntry(2), 'large#1': large.entry, 'small#1': small.entry };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ulpwise-check-'));
  put(folder, 'test/a.test.ts', '');
  baseline(path, good);
  put(folder, npy, large.sidecar!());
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (entries: Record<string, Entry>): string => printBaseline(new Map(Object.entries(entries)));
const baseline = (name: string, entries: Record<string, Entry>): void => put(folder, name, textOf(entries));
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const run = (...args: string[]): Promise<FakeTerminal> => ulpwise(folder, ['check', ...args]);

interface Result {
  readonly files: number;
  readonly entries: number;
  readonly findings: { fault: string; path: string; key: string | null; message: string }[];
  readonly removed: string[];
  readonly tidied: string[];
}
async function result(...args: string[]): Promise<Result & { exitCode: number }> {
  const { out, exitCode } = await run('--json', ...args);
  return { ...(JSON.parse(out) as Result), exitCode };
}

/** Checks, and expects one finding. */
async function only(): Promise<Result['findings'][0]> {
  const { findings, exitCode } = await result();
  expect(findings).toHaveLength(1);
  expect(exitCode).toBe(1);
  return findings[0]!;
}

test('nothing is wrong with files as ulpwise writes them', async () => {
  expect(await run()).toMatchObject({ exitCode: 0, out: '1 baseline file with 3 entries: nothing is wrong.\n' });
  expect(await result()).toMatchObject({ files: 1, entries: 3, findings: [], exitCode: 0 });
  rmSync(join(folder, 'test'), { recursive: true });
  expect(await run()).toMatchObject({ exitCode: 0, out: 'There are no baseline files.\n' });
});

test('the layer of an environment belongs to the same test file, whatever its suffix', async () => {
  baseline('test/__drift__/a.test.ts.arm64.drift.json', { 'softmax#1': driftEntry(3) });
  put(folder, 'test/check', '');
  baseline('test/__drift__/check.drift.json', { 'x#1': driftEntry(1) });
  expect((await result()).findings).toEqual([]);
});

test.each<[string, (text: string) => string, RegExp]>([
  ['a conflict', (text) => `<<<<<<< ours\n${text}`, /^line 1 is a merge-conflict marker/],
  ['a newer format', (text) => text.replace('baseline/1', 'baseline/2'), /newer than ulpwise-baseline\/1/],
  ['an unknown field', (text) => text.replace('"digest"', '"x": 1, "digest"'), /"x" is no field of it/],
  ['its end cut off', (text) => text.slice(0, -20), /was due, found/],
])('a file with %s is unreadable', async (_, damage, message) => {
  put(folder, path, damage(read(path)));
  expect(await only()).toMatchObject({ fault: 'unreadable', path, key: null, message: expect.stringMatching(message) });
});

test('a file that is no text, or a folder, is unreadable, and named once', async () => {
  writeFileSync(join(folder, path), Uint8Array.of(0xff, 0xfe));
  expect(await only()).toMatchObject({ fault: 'unreadable', message: 'it is not text in UTF-8. Make the file again.' });
  rmSync(join(folder, path));
  symlinkSync(join(folder, 'test'), join(folder, path), 'junction');
  git(folder, 'init', '-q');
  expect((await result()).findings).toMatchObject([
    { fault: 'unreadable', message: 'it is a folder; a file was due.' },
  ]);
});

describe.skipIf(!canBeRefused)('what may not be read', () => {
  // as root the command itself is loaded first
  beforeEach(async () => {
    await run();
    chmodSync(folder, 0o755);
  });

  test('in a folder without git is an error that names it', async () => {
    put(folder, 'locked/x', '');
    chmodSync(join(folder, 'locked'), 0o000);
    const checked = unprivileged(run).then(() => undefined);
    await expect(checked).rejects.toThrow(`${join(folder, 'locked')}: it may not be read. Change its permissions.`);
    chmodSync(join(folder, 'locked'), 0o755);
  });

  test('of a baseline file, or of numbers, is found', async () => {
    chmodSync(join(folder, npy), 0o000);
    const numbers = await unprivileged(only);
    expect(numbers).toMatchObject({
      fault: 'numbers',
      key: 'large#1',
      message: `${npy.slice('test/__drift__/'.length)} cannot be read: it may not be read. Change its permissions.`,
    });
    chmodSync(join(folder, path), 0o000);
    const file = await unprivileged(only);
    expect(file).toMatchObject({ fault: 'unreadable', path, message: 'it may not be read. Change its permissions.' });
  });
});

test('a file sorted by other hands, or with other line ends, is told apart, and tidied where it is asked for', async () => {
  const { entries, format } = JSON.parse(read(path)) as { entries: object; format: string };
  put(folder, path, JSON.stringify({ entries, format }));
  expect(await only()).toMatchObject({ fault: 'layout', message: expect.stringContaining('--tidy') });
  expect(await result('--tidy')).toMatchObject({ tidied: [path], findings: [], exitCode: 0 });
  expect(read(path)).toBe(textOf(good));
  expect(existsSync(join(folder, npy))).toBe(true);
  put(folder, path, textOf(good).replaceAll('\n', '\r\n'));
  expect(await only()).toMatchObject({ fault: 'layout', message: expect.stringContaining('eol=lf') });
});

describe('remembered numbers', () => {
  test('that are missing', async () => {
    rmSync(join(folder, npy));
    expect(await only()).toMatchObject({
      fault: 'numbers',
      key: 'large#1',
      message: expect.stringContaining('missing'),
    });
  });

  test('in place of whose file there are links in a circle', async () => {
    rmSync(join(folder, npy));
    symlinkSync('a', join(folder, 'test/__drift__/b'));
    symlinkSync('b', join(folder, 'test/__drift__/a'));
    symlinkSync('a', join(folder, npy));
    expect(await only()).toMatchObject({
      fault: 'numbers',
      key: 'large#1',
      message: expect.stringMatching(
        /^a\.test\.ts\.\w+\.npy cannot be read: its symbolic links go round in a circle\.$/,
      ),
    });
  });

  test('that are others', async () => {
    const bytes = large.sidecar!().slice();
    bytes[bytes.length - 1]! ^= 1;
    put(folder, npy, bytes);
    expect(await only()).toMatchObject({
      fault: 'numbers',
      key: 'large#1',
      message: expect.stringContaining('holds other numbers than the entry says'),
    });
  });

  test('that were edited in the file', async () => {
    put(folder, path, read(path).replace('"0": "0.1"', '"0": "0.2"'));
    expect(await only()).toMatchObject({
      fault: 'numbers',
      key: 'small#1',
      message: expect.stringContaining('edited'),
    });
  });

  test('that are none of their type', async () => {
    baseline(path, { 'x#1': remember(Uint8Array.of(255), sha256)[0]!.entry });
    put(folder, path, read(path).replace('"0": "255"', '"0": "256"'));
    expect((await result()).findings).toMatchObject([
      { fault: 'orphan' },
      { fault: 'numbers', key: 'x#1', message: expect.stringContaining('256n, which is no uint8') },
    ]);
  });

  test.each<[string, unknown]>([
    ['float64', [1 / 3, -1e-310, Infinity]],
    ['float32', Float32Array.of(0.1, -0, 1e-45)],
    ['int32', Int32Array.of(-1, 7)],
    ['uint8', Uint8Array.of(255)],
    ['int64', BigInt64Array.of(-(2n ** 62n) - 1n)],
    ['bigint', [2n ** 100n, -1n]],
    ['bool', { data: Uint8Array.of(0, 1), shape: [2], dtype: 'bool' }],
    ['bfloat16', { data: Uint16Array.of(0x3f81, 0x8000), shape: [2], dtype: 'bfloat16', encoding: 'bits' }],
    ['float8_e4m3fn', { data: Uint8Array.of(0x3c, 1), shape: [2], dtype: 'float8_e4m3fn', encoding: 'bits' }],
    ['complex64', { data: Float32Array.of(1, -0, 0.1, 2), shape: [2], dtype: 'complex64' }],
    ['complex128', { data: Float64Array.of(1 / 3, 2), shape: [1], dtype: 'complex128' }],
    ['a scalar', 0.1],
  ])('of %s are those of their digest', async (_, numbers) => {
    baseline(path, { ...good, 'x#1': remember(numbers, sha256)[0]!.entry });
    expect((await result()).findings).toEqual([]);
  });

  test('with a NaN are not judged by their digest, since its payload is not in the text', async () => {
    const nan = Float32Array.of(1, 0);
    new Uint32Array(nan.buffer)[1] = 0x7fc00001;
    baseline(path, { ...good, 'x#1': remember(nan, sha256)[0]!.entry });
    expect((await result()).findings).toEqual([]);
  });
});

test.each([
  ['2026-12', true],
  ['2027-01', false],
  ['2027-01-14', true],
  ['2027-01-15', false],
])('on 2027-01-15 an acknowledgement until %s is past: %s', async (until, past) => {
  baseline(path, { ...good, 'softmax#1': driftEntry(2, { accepted: { reason: 'new driver', until } }) });
  const { findings } = await result();
  expect(findings.map(({ fault, key }) => [fault, key])).toEqual(past ? [['lapsed', 'softmax#1']] : []);
});

describe('orphans', () => {
  const orphans = ['test/__drift__/a.test.ts.0123456789abcdef.npy', 'test/__drift__/gone.test.ts.drift.json'];
  const ofGone = `test/__drift__/gone.test.ts.${large.entry.digest.slice(7, 23)}.npy`;

  beforeEach(() => {
    put(folder, orphans[0]!, 'x');
    baseline(orphans[1]!, { 'large#1': large.entry });
    put(folder, ofGone, large.sidecar!());
    put(folder, 'test/__drift__/notes.npy', 'not ours');
  });

  const names = (): string[] => readdirSync(join(folder, 'test/__drift__')).sort();

  test('are baseline files without a test file, and sidecars without an entry', async () => {
    const { findings } = await result();
    expect(findings.map(({ fault, path: at }) => [fault, at]).sort()).toEqual(
      [...orphans, ofGone].map((at) => ['orphan', at]).sort(),
    );
    const { out } = await run();
    expect(out).toContain('3 found in 2 baseline files with 4 entries:\n');
    expect(out).toContain('  orphan  test/__drift__/gone.test.ts.drift.json\n    there is no test/gone.test.ts.\n');
  });

  test('are removed where it is asked for twice, and nothing else is', async () => {
    const before = names();
    const listed = await run('--remove-orphans');
    expect(listed).toMatchObject({ exitCode: 1 });
    expect(listed.out).toContain(`--remove-orphans --yes would remove\n  ${orphans[0]}\n`);
    expect(names()).toEqual(before);
    await expect(run('--yes')).rejects.toThrow('write --remove-orphans --yes');
    const done = await result('--remove-orphans', '--yes');
    expect(done).toMatchObject({ exitCode: 0, findings: [] });
    expect(done).toMatchObject({ files: 1, entries: 3 });
    expect(done.removed.sort()).toEqual([...orphans, ofGone].sort());
    expect(names()).toEqual([npy, path, 'test/__drift__/notes.npy'].map((name) => name.slice(15)).sort());
  });

  test('are not known of beside a file that cannot be read', async () => {
    put(folder, path, '{');
    const { findings } = await result();
    expect(findings.filter(({ path: at }) => at.includes('/a.test.ts'))).toMatchObject([{ fault: 'unreadable', path }]);
  });

  test('remain in a folder whose last baseline file is gone', async () => {
    rmSync(join(folder, path));
    rmSync(join(folder, orphans[1]!));
    git(folder, 'init', '-q');
    const { findings, files } = await result();
    expect(files).toBe(0);
    expect(findings.map(({ path: at }) => at)).toEqual([orphans[0], npy, ofGone].sort());
  });
});

test('what a sparse checkout leaves out is neither gone nor missing', async () => {
  git(folder, 'init', '-q');
  commit(folder);
  git(folder, 'sparse-checkout', 'set', '--no-cone', '*.json');
  expect(existsSync(join(folder, npy))).toBe(false);
  expect(await result()).toMatchObject({ files: 1, findings: [] });
});

test('a sidecar that git ignores is found: CI will lack it', async () => {
  git(folder, 'init', '-q');
  expect((await result()).findings).toEqual([]);
  put(folder, '.gitignore', '*.npy\n');
  const { fault, path: at, message } = await only();
  expect([fault, at]).toEqual(['ignored', npy]);
  const [, line] = /Add (\S+) to \.gitignore/.exec(message)!;
  put(folder, '.gitignore', `*.npy\n${line}\n`);
  expect((await result()).findings).toEqual([]);
});

test('another folder is looked at where it is named, and what is none is refused', async () => {
  expect((await run('test')).out).toBe('1 baseline file with 3 entries: nothing is wrong.\n');
  await expect(run('test/a.test.ts')).rejects.toThrow('it is a file; a folder was due');
  await expect(run('nowhere')).rejects.toThrow('there is no such file or folder');
});
