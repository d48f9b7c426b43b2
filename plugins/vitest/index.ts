/**
 * `ulpwise/vitest`: adds the matchers to Vitest's `expect`. Name it in `setupFiles`, or import it for its side effect.
 *
 * @module
 */
import { expect } from 'vitest';
import { register } from '../matchers/register.ts';
import './types.ts';

register(expect);
