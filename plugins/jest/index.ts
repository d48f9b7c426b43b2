/**
 * `ulpwise/jest`: adds the matchers to Jest's `expect`. Name it in `setupFilesAfterEnv`, or import it for its side effect.
 *
 * @module
 */
// Jest answers this specifier itself, whether or not the package is installed and whether or not `injectGlobals` is on.
import { expect } from '@jest/globals';
import { matchers } from '../matchers/index.ts';
import './types.ts';

expect.extend(matchers);
