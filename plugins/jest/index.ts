/**
 * `ulpwise/jest`: adds the matchers to Jest's `expect`. Name it in `setupFilesAfterEnv`, or import it for its side effect.
 *
 * @module
 */
// Jest answers this specifier itself, whether or not the package is installed and whether or not `injectGlobals` is on.
import { expect } from '@jest/globals';
import { register } from '../matchers/register.ts';
import './types.ts';

register(expect);
