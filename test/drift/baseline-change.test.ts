/** From entries to what is written, and which sidecars stay. */
import { describe, expect, test } from 'vitest';
import { changeTo } from '../../src/drift/baseline-change.ts';
import { printBaseline, sidecarName } from '../../src/drift/index.ts';
import type { Entry, ValueEntry } from '../../src/drift/index.ts';
import { driftEntry } from '../support/drift-entries.ts';

const path = '/src/__drift__/a.test.ts.drift.json';
const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const few: ValueEntry = { kind: 'values', dtype: 'float32', shape: [1], digest: digest('a'), values: ['1'] };
const many = (digit: string): ValueEntry => ({ ...few, digest: digest(digit), shape: [100], values: null });
const entries = new Map<string, Entry>([
  ['drift#1', driftEntry(2)],
  ['few#1', few],
  ['kept#1', many('b')],
  ['new#1', many('c')],
]);
const bytes = (): Uint8Array => new Uint8Array(3);
const puts = [
  { entry: entries.get('few#1')!, sidecar: null },
  { entry: entries.get('new#1')!, sidecar: bytes },
];

describe('a change', () => {
  test('is the text of all entries, the sidecars of new ones, and the names of all that belong to it', () => {
    const change = changeTo(path, undefined, entries, puts)!;
    expect(change.text).toBe(printBaseline(entries));
    expect([...change.sidecars]).toEqual([[sidecarName(path, digest('c')), bytes]]);
    expect([...change.referenced].sort()).toEqual([digest('b'), digest('c')].map((of) => sidecarName(path, of)));
  });

  test('is none where the file says all of it already, whatever was to be put', () => {
    expect(changeTo(path, printBaseline(entries), entries, puts)).toBeUndefined();
  });

  test('to no entry at all takes the file away', () => {
    const change = changeTo(path, printBaseline(entries), new Map(), [])!;
    expect(change.text).toBeUndefined();
    expect(change.referenced.size).toBe(0);
    expect(changeTo(path, undefined, new Map(), [])).toBeUndefined();
  });
});
