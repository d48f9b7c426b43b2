import { inlineLimit, inlineMetric, inlineText, literalText, measure, parseInlineDrift } from '../drift/index.ts';
import type { BaselineSession, DriftEntry } from '../drift/index.ts';
import { BaselineError } from '../errors.ts';
import type { BaselineFinding } from './baseline-finding.ts';

/** A literal holds the size of an error, and a value out of place has none. */
function refuseMismatched(path: string, { special: { mismatched } }: DriftEntry): void {
  if (mismatched === 0) return;
  throw new BaselineError(
    `${path === '' ? '' : `At ${path}, `}${mismatched === 1 ? '1 element is' : `${mismatched} elements are`} NaN or infinite where the reference is not, or the other way round: ` +
      'no size of error says so. If that is meant, toMatchDriftBaseline counts such elements.',
  );
}

/**
 * The error against a reference is no larger than a literal in the test says: `toMatchInlineDrift({ reference }, '"2.131 ulp ± 0.2"')`.
 *
 * Without the literal, the runner writes it, as it writes inline snapshots: the largest error in ulps, rounded up. Its metric may be changed
 * to `rel`, `abs`, `rms ulp` and others, and `± 0.2` or `± 10%` be added; an update under `-u` happens only where the error is larger than
 * allowed, rewrites the number and keeps the rest. Of a record, the array with the largest error counts.
 *
 * @param against - the reference, in braces: runners find a literal to be written only behind an object or nothing
 * @param literal - written by the runner; must be the last argument
 */
export function toMatchInlineDrift(
  session: BaselineSession,
  received: unknown,
  against: { readonly reference: unknown },
  literal?: string,
): BaselineFinding {
  if (typeof against !== 'object' || against === null || Object.keys(against).join() !== 'reference') {
    throw new BaselineError(
      'toMatchInlineDrift takes its reference in braces: toMatchInlineDrift({ reference: expected }).',
    );
  }
  const found = literal === undefined || literal.trim() === '' ? null : parseInlineDrift(literal);
  const word = found?.word ?? 'ulp';
  const errors = measure(received, against.reference, session.sha256);
  for (const { path, entry } of errors) refuseMismatched(path, entry);
  const size = Math.max(...errors.map(({ entry }) => inlineMetric(entry.metrics, word)));
  const text = inlineText(size, word, found?.allowance ?? null);
  const within = found !== null && size <= inlineLimit(found);
  // what is within is given back as it was written, so that it is equal to itself and stays as it is
  const written = within ? literalText(literal!) : text;
  const pass = session.inline.match(written, literal, 'toMatchInlineDrift');
  return { kind: 'inline drift', pass, literal: found, size, text };
}
