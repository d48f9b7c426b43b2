/** The audit of `Math`. What an engine computes is not asserted, but for sqrt, which ECMA-262 specifies exactly. */
import { describe, expect, test } from 'vitest';
import { auditMath, type AuditedResult, type AuditProgress } from '../../src/cli/audit-math/audit.ts';
import { auditedFunctions } from '../../src/cli/audit-math/functions.ts';
import { auditText, verdict } from '../../src/cli/audit-math/text.ts';
import { progressBar } from '../../src/cli/progress.ts';
import { fromHex } from '../../src/formats/index.ts';
import { compareExact, exactly, fractionOfDecimal, multiply, subtract } from '../support/exact.ts';
import { ulpwise } from '../support/fake-terminal.ts';

function finished(options: Parameters<typeof auditMath>[0]): { results: AuditedResult[]; progress: AuditProgress[] } {
  const progress: AuditProgress[] = [];
  const search = auditMath(options);
  for (let next = search.next(); ; next = search.next()) {
    if (next.done === true) return { results: next.value, progress };
    progress.push(next.value);
  }
}

test('every function of Math that takes real numbers and is not exact by nature is audited', () => {
  const exact = [
    'abs',
    'ceil',
    'clz32',
    'floor',
    'fround',
    'f16round',
    'imul',
    'max',
    'min',
    'random',
    'round',
    'sign',
    'trunc',
    'sumPrecise',
  ];
  const all = Object.getOwnPropertyNames(Math).filter((name) => typeof Math[name as 'abs'] === 'function');
  expect(auditedFunctions.map(({ name }) => name).sort()).toEqual(all.filter((name) => !exact.includes(name)).sort());
});

test('sqrt is correctly rounded at every input tried', () => {
  const { results } = finished({ functions: ['sqrt'], samples: 500 });
  expect(results[0]).toMatchObject({ name: 'sqrt', correctlyRounded: 1 });
  expect(results[0]!.maxUlp).toBeLessThanOrEqual(0.5);
});

test('the error reported is there: it is the distance of the two numbers reported, in exact arithmetic', () => {
  for (const { maxUlp, computed, exact, input, name } of finished({ functions: ['pow', 'tanh', 'sinh'], samples: 300 })
    .results) {
    expect(input.every((text) => Number.isFinite(fromHex(text)))).toBe(true);
    const value = fromHex(computed);
    const ulp = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 52);
    const { n, d } = fractionOfDecimal(exact);
    // |computed·d − n| against maxUlp·ulp·d, the decimal being right to 20 digits.
    const gap = subtract(multiply(exactly(value), { m: d, e: 0 }), { m: n, e: 0 });
    const size = { m: gap.m < 0n ? -gap.m : gap.m, e: gap.e };
    const scale = { m: d, e: 0 };
    expect(compareExact(size, multiply(exactly(ulp * maxUlp * 0.98), scale)), name).toBeGreaterThan(0);
    expect(compareExact(size, multiply(exactly(ulp * maxUlp * 1.02), scale)), name).toBeLessThan(0);
  }
});

test('the same seed finds the same, and progress rises to the whole', () => {
  const once = finished({ functions: ['exp', 'cos'], samples: 4000, seed: 3 });
  expect(finished({ functions: ['exp', 'cos'], samples: 4000, seed: 3 }).results).toEqual(once.results);
  const shares = once.progress.map(({ done, total }) => done / total);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(once.progress.length).toBeGreaterThan(2);
});

test('a name that Math does not have and a count that is no count are refused', () => {
  expect(() => finished({ functions: ['sine'] })).toThrow('audit-math: no function sine. There are');
  expect(() => finished({ samples: -1 })).toThrow('samples must be an integer ≥ 0, got -1');
  expect(() => finished({ samples: NaN })).toThrow('samples must be an integer ≥ 0, got NaN');
});

describe('the command', () => {
  test('prints JSON with the engine, the functions and a verdict to quote', async () => {
    const terminal = await ulpwise('/', ['audit-math', '--functions', 'sqrt,pow', '--samples', '50', '--json']);
    const { engine, verdict: sentence, functions } = JSON.parse(terminal.out);
    expect(engine).toBe('an engine');
    expect(functions.map(({ name }: AuditedResult) => name).sort()).toEqual(['pow', 'sqrt']);
    expect(functions[0].input[0]).toMatch(/^-?0x[01](\.[0-9a-f]*)?p[+-]\d+$/);
    expect(sentence).toMatch(
      /^In an engine, Math\.pow is off by [\d.]+ ulp at .*: the largest error found, and proved\./,
    );
    expect(terminal.err).toBe('');
  });

  test('prints a table, the worst function first', () => {
    const row = (name: string, maxUlp: number): AuditedResult => ({
      name,
      maxUlp,
      input: ['0x1p+0'],
      computed: '0x1p+0',
      exact: '1',
      correctlyRounded: 0.99999,
      samples: 1,
    });
    const text = auditText('an engine', [row('sin', 0.5), row('pow', 671.3)]);
    expect(text).toContain('pow       671 ulp    99.9 %');
    expect(text.indexOf('pow')).toBeLessThan(text.indexOf('sin'));
    expect(verdict('an engine', [])).toBe('Nothing was examined in an engine.');
  });
});

test('a progress bar is drawn on a terminal, and nothing where there is none or in CI', () => {
  const written: string[] = [];
  const stream = (isTTY: boolean): { isTTY: boolean; columns: number; write: (text: string) => void } => ({
    isTTY,
    columns: 80,
    write: (text) => void written.push(text),
  });
  progressBar(stream(false), {}).show(0.5, 'pow');
  progressBar(stream(true), { CI: 'true' }).show(0.5, 'pow');
  expect(written).toEqual([]);
  const bar = progressBar(stream(true), {});
  bar.show(0.5, 'Math.pow');
  bar.clear();
  expect(written[0]).toContain(`${'█'.repeat(15)}${'░'.repeat(15)}  50 %  Math.pow`);
  expect(written[1]).toBe('\r\u001b[K');
});
