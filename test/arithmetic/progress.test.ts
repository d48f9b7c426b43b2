/** The bar of long evaluations, on streams and clocks of the tests' own. */
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/errors.ts';
import { watch } from '../../src/arithmetic/progress.ts';
import type { ProgressOptions } from '../../src/arithmetic/progress.ts';
import { oracle } from '../../src/interop/oracle.ts';
import { withProgress } from '../../src/train/index.ts';

/** A terminal that remembers what was written, and a clock that each look moves on by `step` milliseconds. */
function terminal(
  step: number,
  { isTTY = true, CI = '' }: { isTTY?: boolean; CI?: string } = {},
): { readonly written: string[]; readonly progress: ProgressOptions } {
  const written: string[] = [];
  let time = 0;
  return {
    written,
    progress: {
      stream: { isTTY, columns: 100, write: (text: string) => written.push(text) },
      environment: CI === '' ? {} : { CI },
      clock: () => (time += step),
    },
  };
}

const wiped = '\r\u001b[K';

describe('a watched computation', () => {
  test('shows nothing in its first second, then how far it is, and nothing at its end', () => {
    const { written, progress } = terminal(400);
    const watcher = watch(progress);
    watcher.advance(1, 10, 'first');
    watcher.advance(2, 10, 'second');
    expect(written).toEqual([]);
    watcher.advance(3, 10, 'third');
    expect(written).toEqual(['\r█████████░░░░░░░░░░░░░░░░░░░░░  30 %  third\u001b[K']);
    watcher.end();
    expect(written[1]).toBe(wiped);
  });

  test('is cut to the width of the terminal, to 79 characters where that is unknown', () => {
    for (const [columns, length] of [
      [40, 39],
      [0, 79],
      [undefined, 79],
    ] as const) {
      const { written, progress } = terminal(2000);
      const stream = { isTTY: true, write: progress.stream!.write, ...(columns === undefined ? {} : { columns }) };
      watch({ ...progress, stream }).advance(
        1,
        2,
        'a label that is much too long for any terminal to show on one line, or two',
      );
      expect(written[0]!.length - wiped.length).toBe(length);
    }
  });

  test('is drawn ten times a second at most', () => {
    const { written, progress } = terminal(30);
    const watcher = watch({ ...progress, after: 0 });
    for (let i = 0; i < 100; i++) watcher.advance(i, 100, `step ${i}`);
    expect(written).toHaveLength(25);
  });

  test('writes nothing to what is no terminal, in CI, or where it is not wanted', () => {
    for (const { written, progress } of [terminal(5000, { isTTY: false }), terminal(5000, { CI: 'true' })]) {
      const watcher = watch(progress);
      watcher.advance(1, 2, 'half');
      watcher.end();
      expect(written).toEqual([]);
    }
    expect(() => watch(false).advance(1, 2, 'half')).not.toThrow();
  });
});

describe('an oracle', () => {
  test('shows the ops of a long evaluation, and its result is the same', () => {
    const { written, progress } = terminal(600);
    const reference = oracle.with({ progress })((o, x) => o.softmax(o.mul(x, x), { axis: 0 }), [1, 2, 3]);
    expect(written).toEqual([]);
    const plain = oracle((o, x) => o.softmax(o.mul(x, x), { axis: 0 }), [1, 2, 3]);
    expect([...reference.hi]).toEqual([...plain.hi]);
    expect(written[0]).toMatch(/^\r█*░* +\d+ % {2}program: op 2 of \d/);
    expect(written.at(-1)).toBe(wiped);
  });

  test('shows the elements that need more digits', () => {
    const { written, progress } = terminal(2000);
    // A difference of equal numbers: no ball is narrow enough
    void oracle.with({ progress })((o, x) => o.sub(o.exp(x), o.exp(x)), [1, 2]).hi;
    expect(written.some((text) => text.includes('more digits, element 2 of 2'))).toBe(true);
    expect(written.at(-1)).toBe(wiped);
  });

  test('wipes the bar of a verdict when the program that asks is done', async () => {
    const { written, progress } = terminal(2000);
    const reference = oracle.with({ progress }).exp([1, 2]);
    void reference.hi;
    written.length = 0;
    reference.tighten(1);
    expect(written[0]).toContain('deciding element 2 of 2');
    await Promise.resolve();
    expect(written.at(-1)).toBe(wiped);
  });

  test('wipes the bar where an evaluation fails', () => {
    const { written, progress } = terminal(2000);
    const stopping = { ...progress, stream: { ...progress.stream!, write: (text: string) => written.push(text) } };
    const reference = oracle.with({ progress: stopping, maxDigits: 10 }).sin([1e300]);
    try {
      void reference.hi;
    } finally {
      expect(written.at(-1) ?? wiped).toBe(wiped);
    }
  });

  test('refuses what is no setting', () => {
    expect(() => oracle.with({ progress: 'yes' as never })).toThrow(DomainError);
    expect(() => oracle.with({ progress: { stream: {} as never } })).toThrow(/progress.stream has no method write/);
    expect(() => oracle.with({ progress: { after: -1 } })).toThrow(/after must be a number ≥ 0/);
    expect(() => oracle.with({ progress: { clock: 7 as never } })).toThrow(/clock must be a function/);
  });
});

describe('a loop with progress', () => {
  test('runs over 0, 1, …, or over the items of a list', () => {
    expect([...withProgress(3)]).toEqual([0, 1, 2]);
    expect([...withProgress(['a', 'b'])]).toEqual(['a', 'b']);
    expect([...withProgress(0)]).toEqual([]);
  });

  test('says which epoch is done, and wipes the bar, also after a break', () => {
    const { written, progress } = terminal(800);
    for (const epoch of withProgress(10, { ...progress, label: 'step' })) if (epoch === 4) break;
    expect(written[0]).toContain(' 20 %  step 2 of 10');
    expect(written.at(-1)).toBe(wiped);
  });

  test('refuses what is no number of turns', () => {
    for (const count of [-1, 1.5, NaN]) expect(() => withProgress(count)).toThrow(/the number of turns/);
  });
});
