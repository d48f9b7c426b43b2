/** Drift in a literal of the test, as one of the runner's inline snapshots: it compares the literal, and writes it into the source. */
import { literalText } from '../../src/drift/index.ts';
import type { InlineSnapshots, Tally } from '../../src/drift/index.ts';
import { BaselineError } from '../../src/errors.ts';

/** What a snapshot state does with inline snapshots. */
export interface InlineMatching {
  match?: (options: object) => { readonly pass: boolean };
}

/** What a matcher's `this` says of where its assertion stands. */
export interface AssertionOrigin {
  /** `'resolves'` or `'rejects'`; `''` for an assertion that did not wait. */
  readonly promise?: string | undefined;
  /** Jest: made where an assertion that waits was called. */
  readonly error?: unknown;
  /** Vitest, from 4.1.4 on: chai's object, which has such an error among its flags. */
  readonly assertion?: { readonly __flags?: { readonly error?: unknown } } | undefined;
}

/** The rest of what is said to the runner. */
export interface InlineContext {
  /** `'all'`, `'new'` or `'none'`: literals follow the runner's flags alone. */
  readonly update: string | undefined;
  /** Which test it is, in the runner's fields. */
  readonly test: object;
  readonly count: (tally: Tally) => void;
}

/** The literals of the assertion that is running. */
export function inlineLiterals(
  snapshots: InlineMatching,
  origin: AssertionOrigin,
  { update, test, count }: InlineContext,
): InlineSnapshots {
  /** Passes where nothing is to be written. A runner that finds no place for a literal would fail even one that is there. */
  function withoutRunner(text: string, literal: string | undefined, refusal: string): boolean {
    const pass = literal !== undefined && literalText(literal) === text;
    if (!pass && (update === 'all' || (update === 'new' && literal === undefined))) throw new BaselineError(refusal);
    count(pass ? 'matched' : 'unmatched');
    return pass;
  }

  return {
    match(text, literal, matcher) {
      if (snapshots.match === undefined) {
        throw new BaselineError('This runner has no inline snapshots. Use toMatchDriftBaseline.');
      }
      const due = `${matcher}({ reference }, \`"${text}"\`)`;
      const error = callError(origin);
      if (error === undefined) {
        return withoutRunner(
          text,
          literal,
          `A literal is to be written, and behind .${origin.promise} this runner does not say where. Write it by hand: ${due}. ` +
            'Vitest from 4.1.4 on writes it.',
        );
      }
      try {
        const inline = { isInline: true, inlineSnapshot: literal, received: text };
        return snapshots.match({ ...inline, ...test, error, assertionName: matcher }).pass;
      } catch (failure) {
        if (!/infer stack frame/.test((failure as Error).message)) throw failure;
        return withoutRunner(
          text,
          literal,
          `A literal is to be written, and this runner writes those of its own matchers alone (Vitest before 4.1). Write it by hand: ${due}.`,
        );
      }
    },
  };
}

/** An error with the call in the test in its stack; `undefined` where the assertion waited and nobody kept one. */
function callError({ promise = '', error, assertion }: AssertionOrigin): unknown {
  if (promise !== '') return error ?? assertion?.__flags?.error;
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const own = new Error('inline drift');
  Error.stackTraceLimit = limit;
  return own;
}
