/** Results of the gate for tests of what is made of them. */
import { entriesOfBaseline } from '../../src/cli/gate/entries.ts';
import type { Side } from '../../src/cli/gate/entries.ts';
import { gate } from '../../src/cli/gate/gate.ts';
import type { Failure, GateResult } from '../../src/cli/gate/gate.ts';
import type { Locate } from '../../src/cli/gate/locations.ts';
import type { Entry } from '../../src/drift/index.ts';

export const testFile = 'test/a.test.ts';
export const baselineFile = 'test/__drift__/a.test.ts.drift.json';

/** Baseline files by path, entries by key. */
export type Files = Readonly<Record<string, Readonly<Record<string, Entry>>>>;

function side(name: string, files: Files): Side {
  const entries = Object.entries(files).flatMap(([path, of]) => entriesOfBaseline(path, new Map(Object.entries(of))));
  return { name, entries, environments: null };
}

/** The gate over baseline files, on a day. */
export function gateOf(
  base: Files,
  head: Files,
  failOn: readonly Failure[] = ['regression', 'changed'],
  today = '2027-01-15',
): GateResult {
  return gate(side('base', base), side('head', head), { failOn, today });
}

/** Points at line 3 of the shared baseline file. */
export const atLineThree: Locate = ({ file }) => {
  const cut = file.lastIndexOf('/') + 1;
  return { path: `${file.slice(0, cut)}__drift__/${file.slice(cut)}.drift.json`, line: 3 };
};
