// Inclusion, a law: no expected values. 10^5 cases a function (TEST_SCALE multiplies); the slower functions are in a file of their own.
import { describe, test } from 'vitest';
import { elementary, type ElementaryName } from '../../src/reals/index.ts';
import { checkInclusion, slower } from './inclusion.ts';

const names = (Object.keys(elementary) as ElementaryName[]).filter((name) => !slower.includes(name));

describe('the enclosure with more digits lies inside the one with fewer', () => {
  test.each(names)('%s', { timeout: 600_000 }, (name) => checkInclusion(name));
});
