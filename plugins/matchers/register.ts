import { argumentText } from '../../src/report/index.ts';
import { matchers } from './index.ts';

/** An `expect` that can be extended, of any runner that keeps Jest's contract. */
export interface Extensible {
  extend(table: typeof matchers): void;
  readonly not: object;
}

/** Vitest copies asymmetric matchers from here to the `expect` of a test's context; those under `not` it shares. */
export const vitestAsymmetric: unique symbol = Symbol.for('asymmetric-matchers-object') as never;

/** Adds the matchers to an `expect`. */
export function register(expect: Extensible): void {
  expect.extend(matchers);
  const shared = (globalThis as { [vitestAsymmetric]?: object })[vitestAsymmetric];
  for (const name of Object.keys(matchers) as (keyof typeof matchers)[]) {
    const make = (...args: unknown[]): AsymmetricMatcher => asymmetric(name, args, false);
    for (const owner of [expect, shared]) if (owner !== undefined) define(owner, name, make);
    define(expect.not, name, (...args: unknown[]) => asymmetric(name, args, true));
  }
}

/** Adds a method to an `expect`, in place of the runner's own. */
export function define(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { configurable: true, enumerable: true, writable: true, value });
}

/** What both runners ask of an asymmetric matcher. */
interface AsymmetricMatcher {
  readonly $$typeof: symbol;
  readonly [Symbol.toStringTag]: string;
  asymmetricMatch(received: unknown): boolean;
  getExpectedType(): string;
  toString(): string;
  toAsymmetricMatcher(): string;
}

/**
 * `expect.toX(…)`, in place of the runner's own, which cannot say why it did not match, and prints its arguments whole: an array with
 * every element, and in Jest a budget as `[object Object]`.
 *
 * All state is in closures: to print a difference, Vitest calls these methods on a copy of the object.
 */
function asymmetric(name: keyof typeof matchers, args: readonly unknown[], inverse: boolean): AsymmetricMatcher {
  const matcher = matchers[name] as (...values: unknown[]) => { pass: boolean; message: () => string };
  const title = inverse ? `not.${name}` : name;
  /** On the value that did not match. */
  let verdict = '';
  return {
    $$typeof: Symbol.for('jest.asymmetricMatcher'),
    // chai names an object by its tag
    [Symbol.toStringTag]: title,
    asymmetricMatch(received) {
      const { pass, message } = matcher.call({ isNot: inverse }, received, ...args);
      const matches = pass !== inverse;
      verdict = matches ? '' : `: ${message().split('\n')[0]}`;
      return matches;
    },
    getExpectedType: () => 'any',
    toString: () => title,
    toAsymmetricMatcher: () => `${title}<${args.map(argumentText).join(', ')}>${verdict}`,
  };
}
