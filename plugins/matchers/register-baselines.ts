import { BaselineError } from '../../src/errors.ts';
import { pointedAt } from '../../src/matchers/bind.ts';
import { baselineMatchers } from './baselines.ts';
import { define, vitestAsymmetric } from './register.ts';

/** An `expect` that can be extended, of a runner with snapshots. */
interface ExtensibleByBaselines {
  extend(table: typeof baselineMatchers): void;
  readonly not: object;
}

/**
 * Adds the matchers that remember. Their asymmetric forms are refused where they are made: runners ask those as often as they like, and
 * once more to print a difference, and each time would be an assertion with an entry of its own.
 */
export function registerBaselines(expect: ExtensibleByBaselines): void {
  expect.extend(baselineMatchers);
  const shared = (globalThis as { [vitestAsymmetric]?: object })[vitestAsymmetric];
  for (const name of Object.keys(baselineMatchers)) {
    for (const owner of [expect, expect.not, shared]) {
      if (owner !== undefined) define(owner, name, refusal(owner === expect.not ? `not.${name}` : name, name));
    }
  }
}

function refusal(written: string, name: string): () => never {
  return function refuse() {
    const error = new BaselineError(
      `expect.${written}(…) cannot stand for a value inside of another: runners would ask it any number of times. ` +
        `Write an assertion of its own: expect(value).${name}(…).`,
    );
    throw pointedAt(error, refuse);
  };
}
