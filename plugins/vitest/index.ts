/**
 * `ulpwise/vitest`: adds the matchers to Vitest's `expect`. Name it in `setupFiles`, or import it for its side effect.
 *
 * @module
 */
import { beforeEach, expect } from 'vitest';
import { beginTest } from '../matchers/baseline-host.ts';
import type { BaselineRunnerState, RunnerTask } from '../matchers/baseline-host.ts';
import { registerBaselines } from '../matchers/register-baselines.ts';
import { register } from '../matchers/register.ts';
import './types.ts';

register(expect);
registerBaselines(expect as unknown as Parameters<typeof registerBaselines>[0]);
beforeEach(({ task }) => beginTest(expect.getState() as unknown as BaselineRunnerState, task as unknown as RunnerTask));
