/**
 * How accurate is this engine's `Math`? The largest error of each function that a search finds, proved.
 *
 * Each result is held against the enclosure of the exact value at exactly that input (double-double balls; where these do not tell, decimal
 * enclosures), so that an error that is reported is there. That it is the largest is not proved: it is the largest found.
 */
import { encloseErrors } from '../../compare/enclosed-error.ts';
import { unitOf } from '../../compare/unit.ts';
import { UsageError } from '../../errors.ts';
import { nextDown, nextUp, powerOfTwo, stochasticSource, toHex } from '../../formats/index.ts';
import { evaluateBall } from '../../reals/ball-elementary.ts';
import { ballOf } from '../../reals/ball.ts';
import { correctlyRounded, evaluate } from '../../reals/index.ts';
import { auditedFunctions } from './functions.ts';
import type { RandomSource } from '../../formats/index.ts';
import type { AuditedFunction, Range } from './functions.ts';

/** The largest error of one function. */
export interface AuditedResult {
  readonly name: string;
  /** The largest error found, in float64 ulps; Infinity where an infinity or a NaN is out of place. A lower bound of the true maximum. */
  readonly maxUlp: number;
  /** Where: the arguments in hexadecimal. */
  readonly input: readonly string[];
  /** What the engine returned there, in hexadecimal, and the true value in decimal. */
  readonly computed: string;
  readonly exact: string;
  /** Part of the inputs tried whose result was the correctly rounded one. */
  readonly correctlyRounded: number;
  readonly samples: number;
}

export interface AuditOptions {
  /** Random inputs a function, beside the known hard ones; default 20,000. */
  readonly samples?: number;
  readonly seed?: number;
  /** Names in `Math`; default all. */
  readonly functions?: readonly string[];
}

/** How far an audit is. */
export interface AuditProgress {
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

interface Candidate {
  readonly x: readonly number[];
  readonly computed: number;
  readonly ulps: number;
}

/** Inputs between two reports of progress. */
const step = 2000;

/** Audits function by function; yields its progress, returns the results. */
export function* auditMath(options: AuditOptions = {}): Generator<AuditProgress, AuditedResult[]> {
  const { samples = 20_000, seed = 0, functions } = options;
  if (!Number.isInteger(samples) || samples < 0) {
    throw new UsageError(`audit-math: samples must be an integer ≥ 0, got ${samples}. Write --samples 20000.`);
  }
  const known = auditedFunctions.map(({ name }) => name);
  const unknown = functions?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new UsageError(`audit-math: no function ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  const chosen = auditedFunctions.filter(({ name }) => functions === undefined || functions.includes(name));
  const results: AuditedResult[] = [];
  for (const [i, row] of chosen.entries()) {
    const search = examine(row, samples, stochasticSource(seed));
    for (let next = search.next(); ; next = search.next()) {
      if (next.done === true) {
        results.push(next.value);
        break;
      }
      yield { name: row.name, done: i + next.value, total: chosen.length };
    }
  }
  return results;
}

function* examine(row: AuditedFunction, samples: number, random: RandomSource): Generator<number, AuditedResult> {
  let worst: Candidate | undefined;
  let right = 0;
  let tried = 0;
  const look = (x: readonly number[]): void => {
    const candidate = judge(row, x);
    if (candidate === undefined) return;
    tried++;
    if (candidate.ulps <= 0.5) right++;
    if (worst === undefined || candidate.ulps > worst.ulps) worst = candidate;
  };
  for (const x of row.hard) look(x);
  for (let i = 0; i < samples; i++) {
    if (i % step === 0) yield i / samples;
    look(row.ranges.map((ranges) => draw(ranges[i % ranges.length]!, random)));
  }
  // Where one input is bad, its neighbours may be worse.
  for (let round = 0; round < 200 && worst !== undefined; round++) {
    const { x } = worst;
    for (const [k, argument] of x.entries()) {
      for (const moved of [
        nextUp(argument, 'float64'),
        nextDown(argument, 'float64'),
        argument * (1 + (random.next() - 0.5) * powerOfTwo(-(round % 50))),
      ]) {
        look(x.map((value, j) => (j === k ? moved : value)));
      }
    }
  }
  return report(row, worst, right, tried);
}

function draw(range: Range, random: RandomSource): number {
  if (range.by === 'value') return range.from + (range.to - range.from) * random.next();
  const exponent = Math.floor(range.from + (range.to - range.from) * random.next());
  const size = powerOfTwo(Math.max(exponent, -1074)) * (1 + random.next());
  return range.positive !== true && random.next() < 0.5 ? -size : size;
}

/** The error at one input; `undefined` where the result is NaN and is to be. */
function judge({ real, compute }: AuditedFunction, x: readonly number[]): Candidate | undefined {
  const computed = compute(x[0]!, x[1] ?? 0);
  const ball = evaluateBall(real, ...x.map(ballOf));
  if (ball.radius < Infinity && Number.isFinite(ball.high) && Number.isFinite(computed)) {
    const enclosed = { hi: ball.high, lo: ball.low, radius: ball.radius };
    const [least, most] = encloseErrors(computed, enclosed, unitOf('float64'), false).ulps;
    // A ball too wide to tell a right result from a wrong one says nothing.
    if (most - least <= 0.01 * most || most <= 0.5) return { x, computed, ulps: most <= 0.5 ? most : least };
  }
  const nearest = correctlyRounded(real, x, 'float64');
  if (Object.is(computed, nearest) || computed === nearest)
    return nearest !== nearest ? undefined : { x, computed, ulps: 0.5 };
  if (!Number.isFinite(computed) || !Number.isFinite(nearest)) return { x, computed, ulps: Infinity };
  const { lower, upper } = evaluate(real, x, 60);
  const [low, high] = [Number(lower.toString()), Number(upper.toString())];
  const spread = Math.abs(high - low) + Math.abs(nearest) * powerOfTwo(-52);
  const [least] = encloseErrors(computed, { hi: nearest, lo: 0, radius: spread }, unitOf('float64'), false).ulps;
  return { x, computed, ulps: least };
}

function report(row: AuditedFunction, worst: Candidate | undefined, right: number, tried: number): AuditedResult {
  if (worst === undefined) throw new UsageError(`audit-math: no input of ${row.name} has a value.`);
  const { lower } = evaluate(row.real, worst.x, 25);
  return {
    name: row.name,
    maxUlp: worst.ulps,
    input: worst.x.map(toHex),
    computed: toHex(worst.computed),
    exact: lower.toSignificantDigits(20).toString(),
    correctlyRounded: right / tried,
    samples: tried,
  };
}
