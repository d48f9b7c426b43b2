/** Where the gate points to, and the files and commands that `ulpwise gate` writes for CI. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { baselineOf, placeOf } from '../../src/cli/gate/entries.ts';
import { entryLines } from '../../src/cli/gate/entry-lines.ts';
import { locator } from '../../src/cli/gate/locations.ts';
import { surfaces } from '../../src/cli/gate/surfaces.ts';
import { printBaseline, printRunRecord } from '../../src/drift/index.ts';
import type { Entry } from '../../src/drift/index.ts';
import { driftCheck, driftEntry, runRecord } from '../support/drift-entries.ts';
import { ulpwise } from '../support/fake-terminal.ts';
import { baselineFile, testFile } from '../support/gate-results.ts';
import { git, put } from '../support/git-repository.ts';
import { hostileName } from '../support/hostile-names.ts';

describe('the line of an entry', () => {
  test('is the one that its key stands on, whatever the key', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hostileName, { maxLength: 6 }), (keys) => {
        const text = printBaseline(new Map(keys.map((key) => [key, driftEntry(2, { tolerance: { ulp: 3 } })])));
        const lines = entryLines(text);
        expect(new Set(lines.keys())).toEqual(new Set(keys));
        for (const [key, line] of lines) expect(text.split('\n')[line - 1]).toBe(`    ${JSON.stringify(key)}: {`);
      }),
    );
  });

  test('is found in a file written by hand, and only among the entries', () => {
    const text =
      '{"x": {"a": 1, "entries": {"b": 1}}, "entries":\n{"k":{"entries":{"c":2}},\r\n\n"l\\n\\u0022{" :\n{}}, "y": []}\n';
    expect([...entryLines(text)]).toEqual([
      ['k', 2],
      ['l\n"{', 4],
    ]);
  });

  test('is not found in what is no baseline, and nothing is thrown', () => {
    expect(entryLines('').size).toBe(0);
    expect(entryLines('{"entries": {"\\x": {}, "a": {}').get('a')).toBe(1);
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\\\n ae') }), (text) => void entryLines(text)));
  });
});

describe('the baseline file of a test file', () => {
  test('is the one from which test file and environment are read', () => {
    const part = fc.string({ unit: fc.constantFrom(...'ab-é .'), minLength: 1 });
    const file = fc
      .tuple(fc.array(part, { maxLength: 3 }), part, fc.constantFrom('.test.ts', '.mjs', '.spec.tsx'))
      .map(([folders, name, suffix]) => [...folders, name + suffix].join('/'));
    fc.assert(
      fc.property(file, fc.constantFrom('', 'arm64', 'webgpu-swiftshader'), (of, environment) => {
        expect(placeOf(baselineOf(of, environment))).toEqual({ file: of, environment });
      }),
    );
  });
});

describe('in a folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ulpwise-surfaces-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const baseline = (name: string, entries: Record<string, Entry>): void =>
    put(folder, name, printBaseline(new Map(Object.entries(entries))));

  describe('an entry is located', () => {
    const layer = 'test/__drift__/a.test.ts.arm64.drift.json';

    test('in its own layer first, then in the shared one', () => {
      baseline(baselineFile, { a: driftEntry(1), b: driftEntry(2) });
      baseline(layer, { b: driftEntry(3) });
      const locate = locator(folder);
      const at = (key: string, environment = ''): unknown => locate({ file: testFile, key, environment });
      const second = readFileSync(join(folder, baselineFile), 'utf8').split('\n').indexOf('    "b": {') + 1;
      expect(at('a')).toEqual({ path: baselineFile, line: 4 });
      expect(second).toBeGreaterThan(10);
      expect(at('b')).toEqual({ path: baselineFile, line: second });
      expect(at('b', 'arm64')).toEqual({ path: layer, line: 4 });
      expect(at('a', 'arm64')).toEqual({ path: baselineFile, line: 4 });
      expect(at('gone', 'arm64')).toEqual({ path: layer, line: 1 });
      expect(at('gone')).toEqual({ path: baselineFile, line: 1 });
    });

    test('at the beginning of the test file where there is no baseline file that can be read', () => {
      const at = (): unknown => locator(folder)({ file: testFile, key: 'a', environment: '' });
      expect(at()).toEqual({ path: testFile, line: 1 });
      put(folder, `${baselineFile}/x`, 'a folder in its place');
      expect(at()).toEqual({ path: testFile, line: 1 });
      rmSync(join(folder, baselineFile), { recursive: true });
      symlinkSync('nowhere', join(folder, baselineFile));
      expect(at()).toEqual({ path: testFile, line: 1 });
    });

    test('by its path in the repository, from whichever folder of it', () => {
      git(folder, 'init', '-q');
      baseline(`pack ä/${baselineFile}`, { a: driftEntry(1) });
      const locate = locator(join(folder, 'pack ä'));
      expect(locate({ file: testFile, key: 'a', environment: '' })).toEqual({
        path: `pack ä/${baselineFile}`,
        line: 4,
      });
    });
  });

  describe('the command', () => {
    const records = (keys: readonly string[] = ['softmax#1']): void => {
      const of = (ulps: number): string =>
        printRunRecord(runRecord(keys.map((key) => driftCheck(testFile, key, driftEntry(ulps)))));
      put(folder, 'base.json', of(2));
      put(folder, 'head.json', of(3));
    };
    const call = ['gate', '--base', 'base.json', '--head', 'head.json'];

    test('writes every surface that it is asked for, beside the text, and exits as without', async () => {
      records();
      baseline(baselineFile, { 'softmax#1': driftEntry(3) });
      const files = surfaces.map(({ name }) => `out.${name}`);
      const options = surfaces.flatMap(({ name }) => [`--${name}`, `out.${name}`]);
      const { out, err, exitCode } = await ulpwise(folder, [...call, ...options]);
      expect(exitCode).toBe(1);
      expect(out).toContain('1 worse');
      expect(err).toBe('');
      expect(files).toEqual(['out.sarif', 'out.junit', 'out.code-quality', 'out.benchmark']);
      const [sarif, junit, quality, benchmark] = files.map((file) => readFileSync(join(folder, file), 'utf8'));
      expect(JSON.parse(sarif!)).toMatchObject({ version: '2.1.0', runs: [{ results: [{ ruleId: 'regression' }] }] });
      expect(junit).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="ulpwise gate" tests="1"/);
      expect(JSON.parse(quality!)).toMatchObject([{ location: { path: baselineFile, lines: { begin: 4 } } }]);
      expect(JSON.parse(benchmark!)).toMatchObject([{ name: `${testFile} › softmax#1`, unit: 'ulp', value: 3 }]);
      expect(readdirSync(folder).sort()).toEqual(['base.json', 'head.json', ...files, 'test'].sort());
    });

    test('says what it left out', async () => {
      records(Array.from({ length: 5002 }, (_, i) => `k${i}`));
      const { err } = await ulpwise(folder, [...call, '--sarif', 'drift.sarif']);
      expect(err).toBe('drift.sarif: 2 entries more, which would make it too large.\n');
    });

    test('refuses a file that cannot be written', async () => {
      records();
      await expect(ulpwise(folder, [...call, '--junit', 'no/such/folder.xml'])).rejects.toThrow('cannot be written');
    });

    test('annotates in GitHub, on the stream that is not piped, and leaves no command in the text', async () => {
      records(['##[error]owned', 'a\n::error::owned']);
      const environment = { GITHUB_ACTIONS: 'true' };
      const inGitHub = await ulpwise(folder, call, { environment });
      expect(inGitHub.err.split('\n')).toEqual([
        expect.stringMatching(/^::error file=test\/a\.test\.ts,line=1,title=Numerical drift%3A regression::test/),
        expect.stringMatching(/^::error /),
        '',
      ]);
      expect(inGitHub.out).not.toMatch(/##\[|^\s*::/m);
      const json = await ulpwise(folder, [...call, '--json'], { environment });
      expect(json.out).not.toContain('##[');
      const elsewhere = await ulpwise(folder, [...call, '--json']);
      expect(JSON.parse(json.out)).toEqual(JSON.parse(elsewhere.out));
      expect(elsewhere.out).toContain('##[');
      expect(elsewhere.err).toBe('');
      expect((await ulpwise(folder, [...call, '--no-annotations'], { environment })).err).toBe('');
      expect((await ulpwise(folder, [...call, '--annotations'])).err).toContain('::error ');
      expect((await ulpwise(folder, call, { environment: { GITHUB_ACTIONS: 'false' } })).err).toBe('');
    });

    test('keeps a summary to which others write too under 1 MiB', async () => {
      records(Array.from({ length: 150 }, (_, i) => `k${i}`));
      const path = join(folder, 'summary.md');
      for (const before of [0, (1 << 20) - 3000, (1 << 20) - 100, 1 << 20]) {
        writeFileSync(path, 'x'.repeat(before));
        await ulpwise(folder, [...call, '--summary', 'summary.md']);
        expect(statSync(path).size).toBeLessThanOrEqual(1 << 20);
        const text = readFileSync(path, 'utf8').slice(before);
        expect(text.includes('### ❌ Numerical drift')).toBe(before <= (1 << 20) - 3000);
      }
      // a verdict that fits to the byte is written, and one that is a byte too long is not
      writeFileSync(path, '');
      const passing = ['gate', '--base', 'base.json', '--head', 'base.json', '--summary', 'summary.md'];
      await ulpwise(folder, passing);
      const { size } = statSync(path);
      for (const [before, after] of [
        [(1 << 20) - size, 1 << 20],
        [(1 << 20) - size + 1, (1 << 20) - size + 1],
      ] as const) {
        writeFileSync(path, 'x'.repeat(before));
        await ulpwise(folder, passing);
        expect(statSync(path).size).toBe(after);
      }
    });
  });
});
