import { argumentText } from '../../src/report/index.ts';
import { matchers } from './index.ts';

/** An `expect` that can be extended, of any runner that keeps Jest's contract. */
export interface Extensible {
  extend(table: typeof matchers): void;
  readonly not: object;
}

/** Vitest copies asymmetric matchers from here to the `expect` of a test's context; those under `not` it shares. */
const vitestAsymmetric = Symbol.for('asymmetric-matchers-object');

/** Adds the matchers to an `expect`. */
export function register(expect: Extensible): void {
  expect.extend(matchers);
  const shared = (globalThis as { [vitestAsymmetric]?: object })[vitestAsymmetric];
  for (const name of Object.keys(matchers) as (keyof typeof matchers)[]) {
    const make = (...args: unknown[]): AsymmetricMatcher => new AsymmetricMatcher(name, args, false);
    for (const owner of [expect, shared]) if (owner !== undefined) define(owner, name, make);
    define(expect.not, name, (...args: unknown[]) => new AsymmetricMatcher(name, args, true));
  }
}

function define(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { configurable: true, enumerable: true, writable: true, value });
}

/**
 * `expect.toX(…)`, in place of the runner's own, which cannot say why it did not match, and prints its arguments whole: an array with
 * every element, and in Jest a budget as `[object Object]`.
 */
class AsymmetricMatcher {
  readonly $$typeof: symbol = Symbol.for('jest.asymmetricMatcher');
  readonly #name: keyof typeof matchers;
  readonly #args: readonly unknown[];
  readonly #inverse: boolean;
  /** The verdict on the value that did not match. */
  #verdict = '';

  constructor(name: keyof typeof matchers, args: readonly unknown[], inverse: boolean) {
    this.#name = name;
    this.#args = args;
    this.#inverse = inverse;
  }

  asymmetricMatch(received: unknown): boolean {
    const matcher = matchers[this.#name] as (...values: unknown[]) => { pass: boolean; message: () => string };
    const { pass, message } = matcher.call({ isNot: this.#inverse }, received, ...this.#args);
    const matches = pass !== this.#inverse;
    this.#verdict = matches ? '' : `: ${message().split('\n')[0]}`;
    return matches;
  }

  toString(): string {
    return this.#inverse ? `not.${this.#name}` : this.#name;
  }

  getExpectedType(): string {
    return 'any';
  }

  toAsymmetricMatcher(): string {
    return `${this.toString()}<${this.#args.map(argumentText).join(', ')}>${this.#verdict}`;
  }
}
