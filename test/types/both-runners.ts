// A repository with both runners: one program sees the types of both.
import { expect as jestExpect } from '@jest/globals';
import { expect as vitestExpect } from 'vitest';
import { expect as readyExpect } from 'ulpwise/expect';
import 'ulpwise/jest';
import 'ulpwise/vitest';
import { same } from './equal.ts';

const inJest = jestExpect(1).toMatchFloat64Within(1, { ulp: 4 });
same<typeof inJest, void>();
const inVitest = vitestExpect(1).toMatchFloat64Within(1, { ulp: 4 });
same<typeof inVitest, void>();
const ready = readyExpect(1).not.toMatchFloat64Within(1, { ulp: 4 });
same<typeof ready, void>();
const resolved = readyExpect(Promise.resolve(1)).resolves.toMatchFloat64Within(1, { ulp: 4 });
same<typeof resolved, Promise<void>>();
readyExpect({ a: 1 }).toEqual({ a: readyExpect.toMatchFloat64Within(1, { ulp: 4 }) });
// @ts-expect-error a budget is due
readyExpect(1).toMatchFloat64Within(1);
