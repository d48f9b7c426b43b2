// The matchers as an object, for set-ups of one's own, and as functions.
import { expect as jestExpect } from '@jest/globals';
import { matchers, type NumericMatchers } from 'ulpwise/matchers';
import { expect as vitestExpect } from 'vitest';
import { same } from './equal.ts';

vitestExpect.extend(matchers);
jestExpect.extend(matchers);

const { pass, message } = matchers.toMatchFloat64Within(1, 1, { ulp: 4 });
same<typeof pass, boolean>();
same<typeof message, () => string>();

declare const mine: NumericMatchers<number>;
const own = mine.toAgreeToDigits(1, 6);
same<typeof own, number>();
// @ts-expect-error a budget is due
matchers.toMatchFloat64Within(1, 1);
