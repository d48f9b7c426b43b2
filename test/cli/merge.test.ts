import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { printRunRecord } from '../../src/drift/index.ts';
import { driftCheck, driftEntry, runRecord } from '../support/drift-entries.ts';
import { ulpwise } from '../support/fake-terminal.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ulpwise-merge-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

const checks = ['a', 'b', 'c', 'd', 'e'].map((name, i) =>
  driftCheck(`test/${name}.test.ts`, 'softmax#1', driftEntry(i)),
);
const [a, b, c, d, e] = checks;
const whole = printRunRecord(runRecord(checks));

test('shards in any order give the bytes of the run whole', async () => {
  write('run-1.json', printRunRecord(runRecord([d!, a!])));
  write('run-2.json', printRunRecord(runRecord([e!])));
  write('run-3.json', printRunRecord(runRecord([c!, b!])));
  for (const order of [
    ['1', '2', '3'],
    ['3', '1', '2'],
  ]) {
    const done = await ulpwise(folder, ['merge', ...order.map((name) => `run-${name}.json`), '-o', 'drift-run.json']);
    expect(done).toMatchObject({ exitCode: 0, out: '3 records merged: 5 checks, 0 obsolete → drift-run.json\n' });
    expect(read('drift-run.json')).toBe(whole);
  }
  expect(readdirSync(folder).sort()).toEqual(['drift-run.json', 'run-1.json', 'run-2.json', 'run-3.json']);
});

test('- is the standard output, and --json tells what was done', async () => {
  write('run-1.json', printRunRecord(runRecord([a!, b!, c!])));
  write('run-2.json', printRunRecord(runRecord([d!, e!], { environments: ['node v22 darwin arm64'] })));
  const both = runRecord(checks, { environments: ['node v22 darwin arm64', 'node v22 linux x64'] });
  expect((await ulpwise(folder, ['merge', 'run-1.json', 'run-2.json', '-o', '-'])).out).toBe(printRunRecord(both));
  const { out } = await ulpwise(folder, ['merge', 'run-1.json', 'run-2.json', '-o', 'all.json', '--json']);
  expect(JSON.parse(out)).toEqual({
    records: 2,
    checks: 5,
    obsolete: 0,
    environments: ['node v22 darwin arm64', 'node v22 linux x64'],
    output: 'all.json',
  });
});

test('what is not of one run is refused, and the output stays as it was', async () => {
  write('old.json', 'kept');
  write('run-1.json', printRunRecord(runRecord([a!])));
  write('run-2.json', printRunRecord(runRecord([driftCheck('test/a.test.ts', 'softmax#1', driftEntry(9))])));
  write('jest.json', printRunRecord(runRecord([b!], { runner: 'jest' })));
  write('cut.json', whole.slice(0, 300));
  write('newer.json', whole.replace('ulpwise-run/1', 'ulpwise-run/2'));
  write('outside.json', whole.replace('test/__drift__/a.test.ts.drift.json', '../__drift__/a.test.ts.drift.json'));
  const cases: [string[], string | RegExp][] = [
    [['run-1.json', 'run-2.json'], 'different results of "softmax#1" in test/a.test.ts'],
    [['run-1.json', 'jest.json'], 'different runners'],
    [['run-1.json', 'cut.json'], /^cut\.json: line \d+:/],
    [['newer.json'], 'newer'],
    [['outside.json'], 'a path inside the project'],
    [['gone.json'], 'gone.json: there is no such file'],
  ];
  for (const [records, message] of cases) {
    await expect(ulpwise(folder, ['merge', ...records, '-o', 'old.json'])).rejects.toThrow(message);
    expect(read('old.json')).toBe('kept');
  }
  await expect(ulpwise(folder, ['merge', 'run-1.json', '-o', 'no/such/folder.json'])).rejects.toThrow(
    'cannot be written',
  );
});

test('shards that are missing by the names of the others are told of, and the others are merged', async () => {
  const shard = (i: number, n = 3): string => `drift-run.shard-${i}-of-${n}.json`;
  write(shard(1), printRunRecord(runRecord([a!, b!])));
  write(shard(3), printRunRecord(runRecord([c!])));
  write('other.json', printRunRecord(runRecord([d!])));
  expect(await ulpwise(folder, ['merge', shard(1), shard(3), 'other.json', '-o', 'all.json'])).toMatchObject({
    exitCode: 0,
    out: '3 records merged: 4 checks, 0 obsolete → all.json\n',
    err:
      'By the names of the records 1 shard of the run was not given: drift-run.shard-2-of-3.json. ' +
      'The merged record lacks what it measured.\n',
  });
  write(shard(2), printRunRecord(runRecord([e!])));
  const whole_ = await ulpwise(folder, ['merge', ...[1, 2, 3].map((i) => shard(i)), '-o', '-']);
  expect(whole_.err).toBe('');
  write(shard(1, 40), printRunRecord(runRecord([a!])));
  expect((await ulpwise(folder, ['merge', shard(1, 40), '-o', '-'])).err).toMatch(
    /39 shards of the run were not given: .*shard-11-of-40\.json, and 29 more\. /,
  );
});

test('an output that cannot be is refused before anything is written', async () => {
  write('run-1.json', printRunRecord(runRecord([a!])));
  mkdirSync(join(folder, 'folder'));
  for (const [output, message] of [
    ['', '"" cannot be written: a file was due'],
    ['folder', '"folder" cannot be written: it is a folder'],
    ['no/such/file.json', '"no/such/file.json" cannot be written: there is no folder of that name'],
  ] as const) {
    await expect(ulpwise(folder, ['merge', 'run-1.json', '-o', output])).rejects.toThrow(message);
  }
  expect(readdirSync(folder).sort()).toEqual(['folder', 'run-1.json']);
});

test('an output that is a link is written through, and one that is no file as it is', async () => {
  write('run-1.json', whole);
  write('target.json', 'old');
  symlinkSync('target.json', join(folder, 'link.json'));
  await ulpwise(folder, ['merge', 'run-1.json', '-o', 'link.json']);
  expect(lstatSync(join(folder, 'link.json')).isSymbolicLink()).toBe(true);
  expect(read('target.json')).toBe(whole);
});

test('without an output nothing is merged', async () => {
  write('run-1.json', printRunRecord(runRecord([a!])));
  const refused = await ulpwise(folder, ['merge', 'run-1.json']);
  expect(refused.exitCode).toBe(2);
  expect(refused.err).toContain("'-o, --output <file>' not specified");
  const misspelt = await ulpwise(folder, ['merge', 'run-1.json', '--outptu', 'b.json']);
  expect(misspelt.err).toContain("unknown option '--outptu'\n(Did you mean --output?)");
});
