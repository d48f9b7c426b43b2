/**
 * Comparison with a reference that carries an enclosure of the true value. An element passes when it is within some term for every value in
 * its enclosure, fails when it is outside every term for all of them, and is undecided between: then a smaller enclosure is asked for. The
 * verdict is a proof, or says that it is none.
 *
 * Array terms are judged by the intervals of their sums, widened by n·2^-52 of the sum of magnitudes for rounding.
 */
import { BudgetError } from '../errors.ts';
import { roundToFormat } from '../formats/index.ts';
import { down, encloseErrors, encloseSteps, up } from './enclosed-error.ts';
import type { EnclosedErrors } from './enclosed-error.ts';
import { measureLeaf } from './leaf.ts';
import { enclosureAt, measureCertified } from './measure-certified.ts';
import { fail, operandOf } from './operand.ts';
import type { Operand } from './operand.ts';
import type { CertifiedPair } from './pairs.ts';
import { rankOf } from './quantiles.ts';
import { arrayTerms, elementTerms } from './terms.ts';
import type { ElementTermRow } from './terms.ts';
import { admitted } from './threshold.ts';
import type {
  Budget,
  CertifiedError,
  CertifiedReference,
  EnclosedValue,
  Interval,
  LeafComparison,
  TermResult,
} from './types.ts';
import type { UnitOfError } from './unit.ts';
import { listed } from './walk.ts';
import type { ErrorViewer } from './walk.ts';

type Verdict = 'pass' | 'fail' | 'undecided';

export function compareCertified(
  { path, actual, certified }: CertifiedPair,
  budget: Budget,
  show?: ErrorViewer,
): LeafComparison {
  refuseWhatIsNotCertified(budget, path, actual);
  const centres = operandOf(
    { data: certified.hi, shape: certified.shape, dtype: 'float64', source: certified.description },
    path,
  );
  const bound =
    certified.errorBound === undefined
      ? undefined
      : operandOf(
          { data: certified.errorBound, shape: certified.shape, dtype: 'float64', source: 'error bound' },
          path,
        );
  const { leaf, unit, report } = measureLeaf(
    { path, actual, reference: centres, bound },
    budget,
    (unitOfLeaf, workspace) => measureCertified(actual, certified, unitOfLeaf, budget, workspace),
    show,
  );

  const judged = judgeElements(actual, certified, bound, budget, unit);
  const withCertificate = (index: number) => ({ ...report(index), certified: certify(index) });
  const { certify } = judged;
  const terms = leaf.terms.map((term): TermResult => {
    const verdict = judged.arrayVerdicts.get(term.term);
    return verdict === undefined ? term : { ...term, holds: verdict === 'pass' };
  });
  const elementVerdict: Verdict =
    judged.missed > leaf.missesAllowed
      ? 'fail'
      : judged.missed + judged.undecided > leaf.missesAllowed
        ? 'undecided'
        : 'pass';
  const verdicts = [elementVerdict, ...judged.arrayVerdicts.values()];
  return {
    ...leaf,
    verdict: verdicts.includes('fail') ? 'fail' : verdicts.includes('undecided') ? 'undecided' : 'pass',
    missed: judged.missed,
    undecided: judged.undecided,
    firstMiss: judged.firstMisses[0] ?? null,
    terms,
    worst: leaf.worst && withCertificate(leaf.worst.index),
    worstAbs: leaf.worstAbs && withCertificate(leaf.worstAbs.index),
    worstRel: leaf.worstRel && withCertificate(leaf.worstRel.index),
    worstMiss: judged.worstMiss < 0 ? null : withCertificate(judged.worstMiss),
    firstMisses: judged.firstMisses.map(withCertificate),
    smallestPassing: { ...leaf.smallestPassing, mismatches: judged.missed },
  };
}

function refuseWhatIsNotCertified(budget: Budget, path: string, actual: Operand): void {
  if (actual.kind !== 'real') {
    fail(
      path,
      `enclosures are of reals, and the actual holds ${actual.dtype} numbers. Compare real and imaginary parts apart.`,
    );
  }
  if (budget.cosine !== undefined) {
    throw new BudgetError('budget.cosine is not certified against an enclosure. Write { rmse } or a per-element term.');
  }
  if (budget.subnormals === 'flush') {
    throw new BudgetError(
      "budget.subnormals = 'flush' has no meaning against true values. Write a floor instead: { abs }.",
    );
  }
}

interface Judged {
  missed: number;
  undecided: number;
  firstMisses: number[];
  /** Index of the miss with the largest error that its enclosure admits; -1 for none. */
  worstMiss: number;
  arrayVerdicts: Map<TermResult['term'], Verdict>;
  certify(index: number): CertifiedError | null;
}

function judgeElements(
  actual: Operand,
  reference: CertifiedReference,
  bound: Operand | undefined,
  budget: Budget,
  unit: UnitOfError,
): Judged {
  const given = elementTerms(budget);
  const sums = { squares: [0, 0], ulps: [0, 0], signed: [0, 0], signedSize: 0 };
  const p99 = { surely: 0, possibly: 0 };
  const judged: Judged = { missed: 0, undecided: 0, firstMisses: [], worstMiss: -1, arrayVerdicts: new Map(), certify };
  let worstMissError = -1;
  let finite = 0;
  for (let index = 0; index < actual.count; index++) {
    const a = actual.at(index) as number;
    const { verdict, errors, y } = judge(index, a);
    if (verdict === 'fail') {
      judged.missed++;
      if (judged.firstMisses.length < listed) judged.firstMisses.push(index);
      const error = errors === undefined ? -1 : largestError(index, a, y, errors);
      if (error > worstMissError) [judged.worstMiss, worstMissError] = [index, error];
    } else if (verdict === 'undecided') judged.undecided++;
    if (errors === undefined) continue;
    finite++;
    for (const end of [0, 1] as const) {
      sums.squares[end] += errors.abs[end] * errors.abs[end];
      sums.ulps[end] += errors.ulps[end];
    }
    const signed = signedUlps(errors.centre, errors.ulps);
    sums.signed[0] += signed[0];
    sums.signed[1] += signed[1];
    sums.signedSize += errors.ulps[1];
    if (budget.p99Ulp !== undefined) {
      if (errors.ulps[1] <= budget.p99Ulp) p99.surely++;
      if (errors.ulps[0] <= budget.p99Ulp) p99.possibly++;
    }
  }
  for (const term of arrayTerms(budget)) {
    if (term.term === 'mismatches' || finite === 0) continue;
    const limit = term.limit(budget, actual.count);
    judged.arrayVerdicts.set(term.term, judgeArrayTerm(term.term, limit));
  }
  return judged;

  function judgeArrayTerm(term: TermResult['term'], limit: number): Verdict {
    const widen = finite * Number.EPSILON;
    const mean = ([low, high]: readonly number[]): Interval => [
      down((low / finite) * (1 - widen)),
      up((high / finite) * (1 + widen)),
    ];
    switch (term) {
      case 'rmse': {
        const [low, high] = mean(sums.squares);
        return judgeInterval([down(Math.sqrt(low)), up(Math.sqrt(high))], limit);
      }
      case 'meanUlp':
        return judgeInterval(mean(sums.ulps), limit);
      case 'p99Ulp': {
        const rank = rankOf(990, finite);
        return p99.surely >= rank ? 'pass' : p99.possibly < rank ? 'fail' : 'undecided';
      }
      default: {
        const slack = up((sums.signedSize / finite) * widen);
        const low = sums.signed[0] / finite - slack;
        const high = sums.signed[1] / finite + slack;
        const size: Interval = [low > 0 ? low : high < 0 ? -high : 0, Math.max(-low, high)];
        return judgeInterval(size, limit);
      }
    }
  }

  /** Judges one element, with a smaller enclosure where the verdict hangs on it. */
  function judge(index: number, a: number) {
    let y = enclosureAt(reference, index);
    if (!(Math.abs(a) <= Number.MAX_VALUE && Math.abs(y.hi) <= Number.MAX_VALUE)) {
      return { verdict: judgeInfinite(a, y, unit, budget), errors: undefined, y };
    }
    let verdict = judgeFinite(index, a, y);
    for (let tries = 0; verdict === 'undecided' && tries < 8; tries++) {
      const tighter = reference.tighten?.(index);
      if (tighter === undefined || !(tighter.radius < y.radius)) break;
      y = tighter;
      verdict = judgeFinite(index, a, y);
    }
    return { verdict, errors: encloseErrors(a, y, unit, budget.relTo === 'larger'), y };
  }

  function judgeFinite(index: number, a: number, y: EnclosedValue): Verdict {
    if (
      budget.signedZero === 'distinct' &&
      a === 0 &&
      y.hi === 0 &&
      y.lo === 0 &&
      y.radius === 0 &&
      !Object.is(a, y.hi)
    )
      return 'fail';
    if (given.length === 0) return 'pass';
    const verdicts = given.map((row) =>
      judgeInterval(measure(row, index, a, y), admitted(row.limit(budget), budget.boundary)),
    );
    return verdicts.includes('pass') ? 'pass' : verdicts.every((verdict) => verdict === 'fail') ? 'fail' : 'undecided';
  }

  /** Enclosure of the error that a term limits; `undefined` where there is none, or none known. */
  function measure(row: ElementTermRow, index: number, a: number, y: EnclosedValue): Interval | 'none' | undefined {
    const errors = encloseErrors(a, y, unit, budget.relTo === 'larger');
    switch (row.metric) {
      case 'ulps':
        return errors.ulps;
      case 'abs':
        return errors.abs;
      case 'rel':
        return errors.rel ?? (errors.magnitude[1] === 0 ? 'none' : undefined);
      case 'steps':
        return encloseSteps(a, y, unit);
      case 'bound': {
        const b = Number(bound!.at(index));
        if (errors.abs[1] === 0) return [0, 0];
        return b > 0 ? [down(errors.abs[0] / b), up(errors.abs[1] / b)] : errors.abs[0] > 0 ? 'none' : undefined;
      }
      case 'allclose': {
        const { rtol, atol } = budget.allclose!;
        const tolerance = [down(atol + down(rtol * errors.magnitude[0])), up(atol + up(rtol * errors.magnitude[1]))];
        return [
          Math.max(0, down(Math.max(0, errors.abs[0] - tolerance[1]))),
          Math.max(0, errors.abs[1] - tolerance[0]),
        ];
      }
    }
  }

  /** The largest error that the enclosure admits in the measure of the first per-element term; -1 where there is none. */
  function largestError(index: number, a: number, y: EnclosedValue, errors: EnclosedErrors): number {
    const row = given[0];
    const error = row === undefined || row.metric === 'allclose' ? errors.abs : measure(row, index, a, y);
    return error === undefined || error === 'none' ? -1 : error[1];
  }

  function certify(index: number): CertifiedError | null {
    const a = actual.at(index) as number;
    const { verdict, errors } = judge(index, a);
    return errors === undefined ? null : { abs: errors.abs, ulps: errors.ulps, rel: errors.rel ?? null, verdict };
  }
}

function judgeInterval(error: Interval | 'none' | undefined, limit: number): Verdict {
  if (error === 'none') return 'fail';
  if (error === undefined) return 'undecided';
  return error[1] <= limit ? 'pass' : error[0] > limit ? 'fail' : 'undecided';
}

/** An infinity is right where all of the enclosure rounds to it. */
function judgeInfinite(a: number, y: EnclosedValue, unit: UnitOfError, budget: Budget): Verdict {
  if (y.hi !== y.hi || a !== a) return y.hi !== y.hi && a !== a && budget.nan !== 'reject' ? 'pass' : 'fail';
  if (Math.abs(y.hi) === Infinity) return a === y.hi ? 'pass' : 'fail';
  if (unit.format === undefined) return 'fail';
  const ends = [y.hi - up(y.radius + Math.abs(y.lo)), y.hi + up(y.radius + Math.abs(y.lo))].map((end) =>
    roundToFormat(end, unit.format!),
  );
  return ends.every((end) => end === a) ? 'pass' : ends.some((end) => end === a) ? 'undecided' : 'fail';
}

/** The signed error in ulps from the size and the sign at the centre; both signs where the interval reaches 0. */
function signedUlps(centre: number, [low, high]: Interval): Interval {
  if (low === 0) return centre === 0 && high === 0 ? [0, 0] : [-high, high];
  return centre < 0 ? [-high, -low] : [low, high];
}
