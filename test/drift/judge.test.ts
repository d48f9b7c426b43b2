// What each mode does with each outcome, and how a tolerance decides: the table of the documentation, spelled out.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BaselineError } from '../../src/errors.ts';
import { decide, judge, modeOf, modes } from '../../src/drift/index.ts';
import type { DriftEntry, DriftTolerance, Mode, Outcome, ValueEntry } from '../../src/drift/index.ts';

const digest = `sha256:${'0'.repeat(64)}`;

function entry(maxUlps: number, others: Partial<DriftEntry> = {}): DriftEntry {
  return {
    kind: 'drift',
    dtype: 'float32',
    shape: [3],
    digest,
    metrics: { maxUlps, p999Ulps: 1, rmsUlps: 1, biasUlps: -0.5, maxRel: 1, maxAbs: 1, rmsAbs: 1 },
    special: { nan: 0, positiveInfinity: 0, negativeInfinity: 0, mismatched: 0 },
    ...others,
  };
}

const outcome = (base: DriftEntry, now: DriftEntry): Outcome => judge(base, now).outcome;

describe('without a tolerance', () => {
  test('the same error is within, the next larger float64 is a regression, the next smaller an improvement', () => {
    expect(outcome(entry(2), entry(2))).toBe('within');
    expect(outcome(entry(2), entry(2 + 2 ** -51))).toBe('regressed');
    expect(outcome(entry(2), entry(2 - 2 ** -52))).toBe('improved');
  });

  test('every metric is told, the same where nothing differs', () => {
    const alike = judge(entry(2), entry(2));
    expect(alike.identical).toBe(true);
    expect(alike.metrics).toEqual(
      Object.entries(entry(2).metrics).map(([name, x]) => ({
        name,
        base: x,
        now: x,
        limit: Math.abs(x),
        verdict: 'same',
      })),
    );
    // told one by one where the bits are others, and no otherwise
    const { metrics, outcome: found } = judge(entry(2), entry(2, { digest: `sha256:${'1'.repeat(64)}` }));
    expect({ metrics, found }).toEqual({ metrics: alike.metrics, found: 'within' });
  });

  test('whatever differs is seen', () => {
    const { metrics, special } = entry(2);
    for (const name of Object.keys(metrics)) {
      expect(outcome(entry(2), entry(2, { metrics: { ...metrics, [name]: metrics[name] * 2 } }))).toBe('regressed');
    }
    for (const name of Object.keys(special)) {
      expect(outcome(entry(2), entry(2, { special: { ...special, [name]: 1 } }))).toBe('changed');
    }
    for (const other of [
      { dtype: 'float64' },
      { shape: [1, 3] },
      { metrics: { ...metrics, maxBoundRatio: 1 } },
    ] as const)
      expect(judge(entry(2), entry(2, other)).metrics).not.toEqual(judge(entry(2), entry(2)).metrics);
  });

  test('one metric that grew outweighs another that shrank', () => {
    const better = entry(1);
    const now = { ...better, metrics: { ...better.metrics, rmsAbs: 2 } };
    expect(outcome(entry(2), now)).toBe('regressed');
  });

  test('a bias counts by its size, on either side of zero', () => {
    const biased = (biasUlps: number): DriftEntry => entry(2, { metrics: { ...entry(2).metrics, biasUlps } });
    expect(outcome(entry(2), biased(0.5))).toBe('within');
    expect(outcome(entry(2), biased(0.75))).toBe('regressed');
    expect(outcome(entry(2), biased(-0.75))).toBe('regressed');
    expect(outcome(entry(2), biased(0.25))).toBe('improved');
  });
});

describe('a tolerance', () => {
  const under = (tolerance: DriftTolerance, now: number, base = 2): Outcome =>
    outcome(entry(base, { tolerance }), entry(now));

  test('below what the baseline measured fails what is measured again', () => {
    expect(under({ ulp: 1 }, 2)).toBe('regressed');
  });

  test('with a ceiling lets the metric grow up to it, whatever the baseline says', () => {
    expect(under({ ulp: 4 }, 4)).toBe('within');
    expect(under({ ulp: 4 }, 4.0000001)).toBe('regressed');
    expect(under({ ulp: 4 }, 5, 7)).toBe('regressed');
  });

  test('with a ceiling of one metric leaves the others unjudged', () => {
    const now = entry(2);
    const grown = { ...now, metrics: { ...now.metrics, rmsAbs: 9, maxRel: 9 } };
    expect(outcome(entry(2, { tolerance: { ulp: 4 } }), grown)).toBe('within');
    expect(outcome(entry(2, { tolerance: { ulp: 4, rmse: 3 } }), grown)).toBe('regressed');
  });

  test('with growth lets each metric grow by its share, and calls it an improvement only beyond that share', () => {
    expect(under({ growth: '50%' }, 3)).toBe('within');
    expect(under({ growth: '50%' }, 3.01)).toBe('regressed');
    expect(under({ growth: '100%' }, 1)).toBe('within');
    expect(under({ growth: '100%' }, 0.99)).toBe('improved');
    // nothing may have grown, be it within its share
    const mixed = { ...entry(0.5).metrics, rmsAbs: 1.5 };
    expect(outcome(entry(2, { tolerance: { growth: '100%' } }), entry(0.5, { metrics: mixed }))).toBe('within');
  });
});

describe('a change of kind', () => {
  test('is no matter of size: dtype, shape, special values, metrics', () => {
    expect(judge(entry(2), entry(0, { dtype: 'float64' })).changes).toEqual([
      { what: 'dtype', base: 'float32', now: 'float64' },
    ]);
    expect(judge(entry(2), entry(0, { shape: [1, 3] })).changes).toEqual([
      { what: 'shape', base: '[3]', now: '[1, 3]' },
    ]);
    const special = { nan: 2, positiveInfinity: 0, negativeInfinity: 0, mismatched: 1 };
    expect(judge(entry(2), entry(0, { special })).changes).toEqual([
      { what: 'non-finite', base: 'none', now: '2 NaN, 1 out of place' },
    ]);
    expect(judge(entry(2), entry(0, { metrics: { loss: 1 } })).outcome).toBe('changed');
  });

  test('is not that a reference began to carry an error bound', () => {
    const bounded = entry(2, { metrics: { ...entry(2).metrics, maxBoundRatio: 0.5 } });
    expect(outcome(entry(2), bounded)).toBe('within');
    expect(outcome(bounded, entry(2))).toBe('within');
  });
});

describe('the modes', () => {
  const base = entry(2, { tolerance: { growth: '1%' }, accepted: { reason: 'known' } });
  const nows = { within: entry(2), regressed: entry(3), improved: entry(1), changed: entry(2, { shape: [4] }) };
  const effect = (mode: Mode, name: Exclude<Outcome, 'new'>): string => {
    const now = nows[name];
    expect(outcome(base, now)).toBe(name);
    const { passed, write } = decide(mode, base, now, name);
    if (write !== null) {
      expect(write).toMatchObject({ tolerance: base.tolerance, accepted: base.accepted });
    }
    return `${passed ? 'pass' : 'fail'}${write === null ? '' : ' write'}`;
  };

  test.each<[Mode, string, string, string, string, string]>([
    //         missing       within        regressed     improved      changed
    ['none', 'fail', 'pass', 'fail', 'pass', 'fail'],
    ['new', 'pass write', 'pass', 'fail', 'pass', 'fail'],
    ['changed', 'pass write', 'pass', 'pass write', 'pass', 'pass write'],
    ['ratchet', 'pass write', 'pass', 'fail', 'pass write', 'fail'],
    ['force', 'pass write', 'pass write', 'pass write', 'pass write', 'pass write'],
  ])(
    '%s: missing %s, within %s, regressed %s, improved %s, changed %s',
    (mode, missing, within, regressed, improved, changed) => {
      const first = decide(mode, undefined, nows.within, 'new');
      expect(`${first.passed ? 'pass' : 'fail'}${first.write === null ? '' : ' write'}`).toBe(missing);
      expect(effect(mode, 'within')).toBe(within);
      expect(effect(mode, 'regressed')).toBe(regressed);
      expect(effect(mode, 'improved')).toBe(improved);
      expect(effect(mode, 'changed')).toBe(changed);
    },
  );

  test('NaN that appeared is written under force alone; NaN that went away also under changed', () => {
    const nan = entry(2, { special: { nan: 1, positiveInfinity: 0, negativeInfinity: 0, mismatched: 1 } });
    expect(decide('changed', entry(2), nan, 'changed')).toEqual({ passed: false, write: null });
    expect(decide('force', entry(2), nan, 'changed')).toEqual({ passed: true, write: nan });
    expect(decide('changed', nan, entry(2), 'changed')).toEqual({ passed: true, write: entry(2) });
  });

  test('a ratchet only tightens: no metric of what it writes is larger than before', () => {
    const metric = fc.double({ min: 0, max: 10, noNaN: true });
    const random = fc.record({
      maxUlps: metric,
      p999Ulps: metric,
      rmsUlps: metric,
      biasUlps: metric,
      maxRel: metric,
      maxAbs: metric,
      rmsAbs: metric,
    });
    fc.assert(
      fc.property(random, random, (before, after) => {
        const [old, now] = [entry(0, { metrics: before, tolerance: { growth: '900%' } }), entry(0, { metrics: after })];
        const { outcome: found } = judge(old, now);
        const { write } = decide('ratchet', old, now, found);
        if (found === 'regressed') return write === null;
        const written = ((write ?? old) as DriftEntry).metrics;
        return Object.keys(before).every((name) => {
          const key = name as keyof typeof before;
          return written[key]! === Math.min(before[key], after[key]);
        });
      }),
    );
  });

  test('a ratchet takes the digest of the measurement whose metrics all of the entry are, and of no other', () => {
    const [before, now] = [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`];
    const base = entry(2, { digest: before, tolerance: { growth: '100%' } });
    const ratcheted = (measured: DriftEntry): unknown => decide('ratchet', base, measured, 'within').write;
    const others = entry(2).metrics;
    expect(ratcheted(entry(1, { digest: now }))).toMatchObject({ digest: now, metrics: { maxUlps: 1 } });
    const mixed = entry(1, { digest: now, metrics: { ...others, maxUlps: 1, rmsAbs: 1.5 } });
    expect(ratcheted(mixed)).toMatchObject({ digest: before, metrics: { maxUlps: 1, rmsAbs: 1 } });
    expect(ratcheted(entry(2, { digest: now }))).toBeNull();
  });

  test('a tolerance does not outlive a change from errors to values: its terms mean something else there', () => {
    const base = entry(2, { tolerance: { ulp: 4 }, accepted: { reason: 'known' } });
    const values: ValueEntry = { kind: 'values', dtype: 'float32', shape: [3], digest, values: ['1', '2', '3'] };
    expect(decide('changed', base, values, 'changed')).toEqual({
      passed: true,
      write: { ...values, accepted: { reason: 'known' } },
    });
  });

  test('are chosen by ULPWISE_UPDATE before the runner', () => {
    for (const mode of modes) expect(modeOf(mode, 'none')).toBe(mode);
    expect(modeOf(undefined, 'changed')).toBe('changed');
    expect(modeOf('', 'new')).toBe('new');
    expect(() => modeOf('all', 'new')).toThrow(BaselineError);
    expect(() => modeOf('all', 'new')).toThrow(
      'ULPWISE_UPDATE is "all"; there are none, new, changed, ratchet, force.',
    );
  });
});
