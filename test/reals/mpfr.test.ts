// Expected values: MPFR 4.2.0, fixtures/reals/mpfr.csv, made by fixtures/reals/mpfr.c. A longer file may be named by MPFR_VALUES.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../src/formats/index.ts';
import { correctlyRounded } from '../../src/reals/index.ts';

const file = process.env['MPFR_VALUES'] ?? new URL('../../fixtures/reals/mpfr.csv', import.meta.url);
const lines = readFileSync(file, 'utf8').trim().split('\n').map((line) => line.split(',')); // prettier-ignore
const names = [...new Set(lines.map(([name]) => name))];

test.each(names)(
  '%s is rounded as MPFR rounds it: float64 in four modes, float32 to nearest',
  { timeout: 600_000 },
  (name) => {
    let count = 0;
    for (const [, x, ...expected] of lines.filter((line) => line[0] === name)) {
      const point = x.split(' ').map(fromHex);
      const [nearest, towardZero, up, down, single] = expected.map(fromHex);
      const rounded = [
        [nearest, correctlyRounded(name, point, 'float64')],
        [towardZero, correctlyRounded(name, point, 'float64', 'towardZero')],
        [up, correctlyRounded(name, point, 'float64', 'up')],
        [down, correctlyRounded(name, point, 'float64', 'down')],
        [single, correctlyRounded(name, point, 'float32')],
      ];
      for (const [truth, actual] of rounded) {
        count++;
        if (!Object.is(truth, actual))
          expect.fail(`${name}(${x}): ${toHex(actual)}, MPFR ${toHex(truth)} of ${expected}`);
      }
    }
    expect(count).toBeGreaterThan(100);
  },
);
