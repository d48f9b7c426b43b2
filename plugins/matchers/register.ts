import { argumentText } from '../../src/report/index.ts';
import { matchers } from './index.ts';

/** An `expect` that can be extended, of any runner that keeps Jest's contract. */
export interface Extensible {
  extend(table: typeof matchers): void;
  readonly not: object;
}

/** What `expect.toX(…)` makes, in the part that is used here. */
interface AsymmetricMatcher {
  toAsymmetricMatcher?: () => string;
}

/** Vitest copies asymmetric matchers from here to the `expect` of a test's context. */
const vitestAsymmetric = Symbol.for('asymmetric-matchers-object');

/** Adds the matchers to an `expect`. */
export function register(expect: Extensible): void {
  expect.extend(matchers);
  const shared = (globalThis as { [vitestAsymmetric]?: object })[vitestAsymmetric];
  for (const owner of [expect, expect.not, shared]) if (owner !== undefined) describeArguments(owner);
}

/**
 * Lets asymmetric matchers print their arguments in a few words. Jest would print `[object Object]` for a budget, and both runners
 * every element of a reference.
 */
function describeArguments(owner: object): void {
  const makers = owner as Record<string, ((...args: unknown[]) => AsymmetricMatcher) | undefined>;
  for (const name of Object.keys(matchers)) {
    const make = makers[name];
    if (typeof make !== 'function') continue;
    makers[name] = (...args) => {
      const made = make(...args);
      made.toAsymmetricMatcher = () => `${String(made)}<${args.map(argumentText).join(', ')}>`;
      return made;
    };
  }
}
