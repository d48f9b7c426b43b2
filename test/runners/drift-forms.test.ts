/**
 * Literals, numbers remembered, own measures, `.not`, and files that cannot be read, in both runners: exit codes, what a person reads, and the
 * bytes of the files. The steps build on each other.
 */
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { parseBaseline } from '../../src/drift/index.ts';
import { runNode } from '../support/project.ts';
import type { Outcome } from '../support/project.ts';

const installation = inject('installation');
const project = fileURLToPath(new URL('projects/drift-forms', import.meta.url));
const local = { CI: '', GITHUB_ACTIONS: '' };
const commands = {
  Vitest: [join(installation, 'node_modules/vitest/vitest.mjs'), 'run'],
  Jest: [join(installation, 'node_modules/jest/bin/jest.js')],
};

/** The files of the folder of baselines at some points of their life. */
const states: Record<string, Record<string, string>[]> = { Vitest: [], Jest: [] };

describe.each(['Vitest', 'Jest'] as const)('in %s', (name) => {
  const folder = mkdtempSync(join(installation, 'project-'));
  cpSync(project, folder, { recursive: true });
  const drift = join(folder, '__drift__');
  const baseline = join(drift, 'forms.test.js.drift.json');
  const source = join(folder, 'forms.test.js');
  const read = (file: string): string => readFileSync(file, 'latin1');
  const files = (): Record<string, string> =>
    Object.fromEntries(readdirSync(drift).map((file) => [file, read(join(drift, file))]));
  const run = (env: Readonly<Record<string, string>>, ...args: string[]): Promise<Outcome> =>
    runNode(folder, [...commands[name], ...args], { env: { ...local, ...env } });
  /** As CI does: nothing new is written. */
  const inCi = { CI: 'true', ULPWISE_UPDATE: name === 'Jest' ? 'none' : '' };
  // Jest lays the call out anew where it finds Prettier
  const literal = (): string | undefined => /`("[^`]* ulp[^`]*)`/.exec(readFileSync(source, 'utf8'))?.[1];

  test('a first run writes the literal, the entries and one sidecar, under keys that lead nowhere else', async () => {
    const temporary = mkdtempSync(join(installation, 'tmp-'));
    const { status, output } = await run({ TMPDIR: temporary, TEMP: temporary });
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(literal()).toBe('"2 ulp"');
    const names = Object.keys(files()).map((file) => file.replace(/[0-9a-f]{16}/, '…'));
    expect(names.sort()).toEqual([
      'conflict.test.js.drift.json',
      'damaged.test.js.drift.json',
      'forms.test.js.drift.json',
      'forms.test.js.….npy',
      'newer.test.js.drift.json',
    ]);
    const entries = parseBaseline(readFileSync(baseline, 'utf8'), 'file');
    expect([...entries.keys()]).toEqual([
      'forms ../../outside#__proto__',
      'forms own measures#loss',
      'forms types#1',
      'forms types#2',
      'forms types#3.a',
      'forms types#3.b[0]',
    ]);
    expect(entries.get('forms own measures#loss')).toMatchObject({ metrics: { accuracy: 0.5, loss: 0.25 } });
    expect(entries.get('forms ../../outside#__proto__')).toMatchObject({ shape: [100], values: null });
    expect(entries.get('forms types#1')).toMatchObject({ shape: [], dtype: 'float64', values: ['-0'] });
    expect(entries.get('forms types#2')).toMatchObject({ dtype: 'bigint', values: ['1180591620717411303424', '0'] });
    expect(entries.get('forms types#3.b[0]')).toMatchObject({ dtype: 'uint8', values: ['255'] });
    expect(readdirSync(temporary).filter((file) => file.startsWith('ulpwise'))).toEqual([]);
    states[name]!.push(files());
  });

  test('each form says how it got worse, `.not` is refused at its own line, and nothing is written', async () => {
    const before = [files(), read(source)];
    const { status, output } = await run({ ...inCi, SHIFT: '3', NOT: '1' });
    expect(status).toBe(1);
    expect(output).toContain('The error grew to 5 ulp; 2 ulp is allowed by the literal.');
    expect(output).toContain('The error of "forms own measures#loss" grew: loss 3.25, 0.25 is allowed.');
    // (0.25 + 3) / 0.25 is 13 times as much
    expect(output).toContain('"tolerance": { "growth": "1201%" }');
    expect(output).toContain('The numbers of "forms ../../outside#__proto__" are no longer those of the baseline.');
    expect(output).toMatch(/at \[41\]\n\s+actual\s+44 /);
    expect(output).toContain('The numbers of "forms types#2" are no longer those of the baseline.');
    expect(output).toContain('expect(…).not.toMatchDriftBaseline(…) has no meaning');
    // the stack begins in the test, not in this package
    expect(output).not.toMatch(/(?:❯|\bat) .*node_modules\/ulpwise/);
    expect(output).toMatch(/regressed +forms\.test\.js > forms own measures#loss +loss 3\.25 +loss 0\.25\n/);
    expect(output).toMatch(/regressed +forms\.test\.js > forms \.\.\/\.\.\/outside#__proto__ +[\d.e]+ ulp off/);
    expect([files(), read(source)]).toEqual(before);
  });

  test('what a person added to a literal survives -u, and decides', async () => {
    writeFileSync(source, readFileSync(source, 'utf8').replace('`"2 ulp"`', '`"2 ulp ± 1"`'));
    const within = await run({ SHIFT: '1' }, '-u', '-t', 'inline');
    expect(within.status).toBe(0);
    expect(literal()).toBe('"2 ulp ± 1"');
    const beyond = await run({ SHIFT: '3' }, '-u');
    expect({ status: beyond.status, output: beyond.output }).toMatchObject({ status: 0 });
    expect(literal()).toBe('"5 ulp ± 1"');
    const entries = parseBaseline(readFileSync(baseline, 'utf8'), 'file');
    expect(entries.get('forms own measures#loss')).toMatchObject({ metrics: { loss: 3.25 } });
    // one sidecar, of the new numbers
    expect(readdirSync(drift).filter((file) => file.endsWith('.npy'))).toHaveLength(1);
    states[name]!.push(files());
  });

  test('a file with a conflict, of a newer version, or damaged is named and left as it is, even under -u', async () => {
    const edit = (file: string, from: string, to: string): void => {
      const path = join(drift, `${file}.test.js.drift.json`);
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    };
    edit('conflict', '    "judged#1"', '<<<<<<< HEAD\n    "judged#1"');
    edit('newer', 'ulpwise-baseline/1', 'ulpwise-baseline/2');
    edit('damaged', '"kind": "drift"', '"kind": "drift');
    const sidecar = readdirSync(drift).find((file) => file.endsWith('.npy'))!;
    renameSync(join(drift, sidecar), join(folder, 'elsewhere.npy'));
    const before = files();
    const { status, output } = await run({ SHIFT: '3' }, '-u');
    expect(status).toBe(1);
    expect(output).toMatch(/conflict\.test\.js\.drift\.json: line 4 is a merge-conflict marker \(<<<<<<<\)/);
    expect(output).toMatch(
      /newer\.test\.js\.drift\.json: its format is ulpwise-baseline\/2, newer than ulpwise-baseline\/1/,
    );
    expect(output).toMatch(/damaged\.test\.js\.drift\.json: line \d+: a string was due/);
    expect(output).toContain('the sidecar with its numbers is missing. Restore the .npy file');
    expect(output).not.toMatch(/removed|obsolete/);
    expect(files()).toEqual(before);
    renameSync(join(folder, 'elsewhere.npy'), join(drift, sidecar));
  });

  test('a file that may not be written fails the run, and says what to do', async () => {
    chmodSync(baseline, 0o444);
    const before = files();
    const { status, output } = await run({ SHIFT: '9' }, '-u', name === 'Vitest' ? 'forms' : 'forms.test.js');
    chmodSync(baseline, 0o644);
    expect(status).toBe(1);
    expect(output).toContain(
      'forms.test.js.drift.json cannot be written: it may not be written. Change its permissions',
    );
    expect(files()).toEqual(before);
  });
});

test('the files are the same, byte for byte, in both runners', () => {
  expect(states.Vitest).toHaveLength(2);
  expect(states.Jest).toEqual(states.Vitest);
});
