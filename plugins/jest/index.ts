/**
 * `ulpwise/jest`: adds the matchers to Jest's `expect`. Name it in `setupFilesAfterEnv`, or import it for its side effect.
 *
 * @module
 */
// Jest answers this specifier itself, whether or not the package is installed and whether or not `injectGlobals` is on.
import { beforeEach, expect } from '@jest/globals';
import { beginTest } from '../matchers/baseline-host.ts';
import type { BaselineRunnerState } from '../matchers/baseline-host.ts';
import { registerBaselines } from '../matchers/register-baselines.ts';
import { register } from '../matchers/register.ts';
import './types.ts';

register(expect);
registerBaselines(expect as unknown as Parameters<typeof registerBaselines>[0]);
beforeEach(() => beginTest(expect.getState() as unknown as BaselineRunnerState, undefined));
