/** The baseline matchers over files in memory: what a second run makes of what the first one wrote. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { BaselineStore, measuredAlike } from '../../src/drift/index.ts';
import type { BaselineFiles, BaselineSession, DriftCheck, Entry, Mode } from '../../src/drift/index.ts';
import { BaselineError } from '../../src/errors.ts';
import { toMatchDriftBaseline } from '../../src/matchers/to-match-drift-baseline.ts';
import { toMatchInlineDrift } from '../../src/matchers/to-match-inline-drift.ts';
import { toMatchValueBaseline } from '../../src/matchers/to-match-value-baseline.ts';
import { renderBaseline } from '../../src/report/index.ts';
import { plainStyle } from '../../src/matchers/index.ts';

const ulp = 2 ** -23;

/** A project of one test file, run after run. */
function project() {
  const texts = new Map<string, string>();
  const sidecars = new Map<string, Uint8Array>();
  const files: BaselineFiles = {
    read: (path) => texts.get(path),
    readSidecar: (_path, name) => sidecars.get(name),
    update(path, change) {
      const next = change(texts.get(path));
      if (next === undefined) return;
      for (const [name, bytes] of next.sidecars) sidecars.set(name, bytes());
      if (next.text === undefined) texts.delete(path);
      else texts.set(path, next.text);
    },
  };

  /** One run of one test. @returns the checks, in their order */
  function run(mode: Mode, body: (session: BaselineSession) => void): readonly DriftCheck[] {
    const store = new BaselineStore({ files, testPath: 'test/a.test.ts', environment: '', mode });
    const identity = {};
    const session: BaselineSession = {
      store,
      identity,
      testName: 't',
      sha256: (parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex'),
      conclude(conclusion) {
        store.conclude(identity, 't', conclusion);
        return store.checksOf(identity).find(({ key }) => key === conclusion.key)!;
      },
      // as a runner in which every literal is as it is written
      inline: { match: (text, literal) => literal === undefined || literal === `"${text}"` },
    };
    body(session);
    store.flush();
    return store.checksOf(identity);
  }

  return {
    run,
    text: () => texts.get('test/__drift__/a.test.ts.drift.json')!,
    edit: (from: string, to: string) => {
      const [path, text] = [...texts][0]!;
      expect(text).toContain(from);
      texts.set(path, text.replace(from, to));
    },
  };
}

const outcomes = (checks: readonly DriftCheck[]): unknown[] => checks.map(({ outcome, passed }) => [outcome, passed]);

describe('what a run records', () => {
  test('is what an update would write: what was edited by hand is in it', () => {
    const { run, edit } = project();
    const measure = (steps: number) => (session: BaselineSession) =>
      void toMatchDriftBaseline(session, Float32Array.of(1 + steps * ulp), [1]);
    run('new', measure(1));
    edit('"shape": "[1]"', '"shape": "[1]", "tolerance": { "ulp": 4 }, "accepted": { "reason": "known" }');
    const [within] = run('none', measure(3));
    expect(within).toMatchObject({ outcome: 'within', passed: true });
    expect(within!.now).toMatchObject({
      tolerance: { ulp: 4 },
      accepted: { reason: 'known' },
      metrics: { maxUlps: 3 },
    });
    const [worse] = run('changed', measure(5));
    const [again] = run('none', measure(5));
    expect(measuredAlike(again!.base as Entry, worse!.now)).toBe(true);
    expect(again!.base).toEqual(worse!.now);
  });

  test('has the tolerance of the call where the entry has none', () => {
    const { run, edit } = project();
    const body = (session: BaselineSession): void =>
      void toMatchDriftBaseline(session, Float32Array.of(1 + ulp), [1], { tolerance: { growth: '10%' } });
    run('new', body);
    expect(run('none', body)[0]).toMatchObject({ tolerance: { growth: '10%' } });
    edit('"shape": "[1]"', '"shape": "[1]", "tolerance": { "ulp": 4 }');
    expect(run('none', body)[0]).not.toHaveProperty('tolerance');
  });
});

describe('an element whose reference is 0', () => {
  const body = (error: number, tolerance: object) => (session: BaselineSession) =>
    void toMatchDriftBaseline(session, [error, 1], [0, 1], { tolerance });

  test('is not within any relative error', () => {
    const { run } = project();
    run('new', body(0, { rel: 1e-6 }));
    expect(outcomes(run('none', body(5, { rel: 1e-6 })))).toEqual([['regressed', false]]);
    expect(outcomes(run('none', body(0, { rel: 1e-6 })))).toEqual([['within', true]]);
  });

  test('is held by an absolute error beside it', () => {
    const { run } = project();
    run('new', body(0, { rel: 1e-6 }));
    expect(outcomes(run('none', body(1e-13, { rel: 1e-6, abs: 1e-12 })))).toEqual([['within', true]]);
    expect(outcomes(run('none', body(5, { rel: 1e-6, abs: 1e-12 })))).toEqual([['regressed', false]]);
  });

  test('is counted: one more of them is worse, one less is better', () => {
    const { run } = project();
    const count = (zeros: number) => (session: BaselineSession) =>
      void toMatchDriftBaseline(
        session,
        [0, 1, 2].map((i) => (i < zeros ? 1 : 0)),
        [0, 0, 0],
        { tolerance: { ulp: 2 ** 1023, growth: '0%' } },
      );
    const [written] = run('new', count(2));
    expect(written!.now).toMatchObject({ metrics: { relUndefined: 2 } });
    expect(outcomes(run('none', count(3)))).toEqual([['regressed', false]]);
    expect(outcomes(run('none', count(0)))).toEqual([['improved', true]]);
    run('force', count(0));
    expect(outcomes(run('none', count(1)))).toEqual([['regressed', false]]);
  });
});

describe('own metrics', () => {
  test('have names of their own', () => {
    const { run } = project();
    for (const metrics of [{ maxUlps: 1 }, { loss: 1, rmsAbs: 2 }, JSON.parse('{ "__proto__": 1 }') as object]) {
      expect(() => run('new', (session) => void toMatchDriftBaseline(session, [1], { metrics }))).toThrow(
        BaselineError,
      );
    }
    const body = (session: BaselineSession): void =>
      void toMatchDriftBaseline(session, [1], { metrics: { maxAbsolute: 1 } });
    run('new', body);
    expect(outcomes(run('none', body))).toEqual([['within', true]]);
  });
});

describe('a key', () => {
  test('that another assertion came to by the path of an array is refused, in either order', () => {
    const { run } = project();
    const named = (session: BaselineSession) => toMatchDriftBaseline(session, [1], [1], { key: 'out.a' });
    const record = (session: BaselineSession) => toMatchDriftBaseline(session, { a: [2] }, { a: [2] }, { key: 'out' });
    for (const order of [
      [named, record],
      [record, named],
    ]) {
      expect(() => run('new', (session) => order.forEach((assert) => assert(session)))).toThrow(/out\.a/);
    }
  });
});

describe('numbers that were finite', () => {
  const body = (values: readonly number[]) => (session: BaselineSession) =>
    void toMatchValueBaseline(session, Float64Array.from(values), { abs: 1 });
  const many = (value: number): number[] => [value, ...new Array<number>(99).fill(1)];

  test.each<[string, readonly number[], readonly number[]]>([
    ['in the file', [1, 2], [1, NaN]],
    ['in the file, of another shape', [1, 2], [1, Infinity, 3]],
    ['in a sidecar', many(1), many(NaN)],
    ['in a sidecar, then in the file', many(1), [-Infinity]],
  ])('are not taken over by an update, %s', (_, before, after) => {
    const { run, text } = project();
    run('new', body(before));
    const written = text();
    const [check] = run('changed', body(after));
    expect(check!.passed).toBe(false);
    expect(text()).toBe(written);
    expect(run('force', body(after))[0]!.passed).toBe(true);
    expect(text()).not.toBe(written);
    // what is there now may stay, and go
    expect(outcomes(run('none', body(after)))).toEqual([['within', true]]);
    expect(run('changed', body(before))[0]!.passed).toBe(true);
    expect(text()).toBe(written);
  });

  test('are not taken over where errors were remembered before', () => {
    const { run, text } = project();
    run('new', body([1, 2]));
    const written = text();
    run('changed', (session) => void toMatchDriftBaseline(session, [1, NaN], [1, 2]));
    expect(text()).toBe(written);
  });

  test('are asked for by name in the message', () => {
    const { run } = project();
    run('new', body([1, 2]));
    run('none', (session) => {
      const finding = toMatchValueBaseline(session, Float64Array.of(1, NaN), { abs: 1 });
      expect(renderBaseline(finding, plainStyle)).toContain(
        'run with ULPWISE_UPDATE=force; -u does not accept new ones.',
      );
    });
  });
});

describe('a literal', () => {
  const hold = (received: unknown, reference: unknown, literal?: string): boolean => {
    let passed = false;
    project().run(
      'new',
      (session) => void ({ pass: passed } = toMatchInlineDrift(session, received, { reference }, literal)),
    );
    return passed;
  };

  test('holds no array with values out of place', () => {
    expect(() => hold([NaN], [1], '"0 ulp"')).toThrow('1 element is NaN or infinite where the reference is not');
    expect(() => hold({ a: [1, Infinity] }, { a: [1, 1] })).toThrow(/^At a, 1 element/);
    expect(hold([NaN, 1], [NaN, 1], '"0 ulp"')).toBe(true);
  });

  test('of a relative error holds no array with an error where the reference is 0', () => {
    expect(() => hold([5, 1], [0, 1], '"0 rel"')).toThrow('1 element has an error and no relative one');
    expect(hold([0, 1], [0, 1], '"0 rel"')).toBe(true);
    expect(hold([5, 1], [0, 1], '"5 abs"')).toBe(true);
  });
});

describe('the reasons of a value baseline', () => {
  const reasons = (budget: object, after: readonly number[]): readonly string[] => {
    const { run } = project();
    const body = (values: readonly number[]) => (session: BaselineSession) =>
      void toMatchValueBaseline(session, Float64Array.from(values), budget);
    run('new', body([1, 2, 4]));
    return run('none', body(after))[0]!.reasons;
  };

  test('name what each element was held to, and the worst of those that miss', () => {
    expect(reasons({ ulp: 8, abs: 1e-16 }, [1, 2 + 40 * 2 ** -51, 4])).toEqual([
      '1 of 3 elements is not within ulp 8 or abs 1e-16 of the numbers remembered; the worst is 40 ulp off',
    ]);
    expect(reasons({ allclose: { rtol: 1e-5, atol: 0 } }, [1, 2.5, 4.5])).toEqual([
      expect.stringMatching(/^2 of 3 elements are not within allclose rtol 0\.00001, atol 0 of/),
    ]);
  });

  test('name the terms over the array that do not hold', () => {
    expect(reasons({ abs: 2, rmse: 0.25 }, [1, 2, 5])).toEqual(['rmse is 0.5774, 0.25 is allowed']);
    expect(reasons({ abs: 0.5, mismatches: 1 }, [2, 3, 4])).toEqual([
      expect.stringMatching(/^2 of 3 elements are not within abs 0\.5 of/),
    ]);
  });
});
