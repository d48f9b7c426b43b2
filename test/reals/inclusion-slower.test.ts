// Inclusion, a law: no expected values. 10^5 cases a function (TEST_SCALE multiplies), for the functions that take longest.
import { describe, test } from 'vitest';
import { checkInclusion, slower } from './inclusion.ts';

describe('the enclosure with more digits lies inside the one with fewer', () => {
  test.each(slower)('%s', { timeout: 600_000 }, (name) => checkInclusion(name));
});
