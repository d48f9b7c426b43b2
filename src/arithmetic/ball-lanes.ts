/**
 * The loops of enclosing arithmetic for + − × ÷ and decisions, over arrays of balls: what the rows' enclosure rules give, without an object
 * for each element.
 *
 * An element whose arguments are not all real numbers, or whose result is a zero with a sign to be told, is left to the rows' rules. Where
 * something is unknown about an argument, nothing is about the result, but its centre is computed all the same: an estimate.
 */
import { maximumOf } from '../reals/ball.ts';
import * as registers from '../reals/balls/registers.ts';
import type { LaneOperation } from '../kernels/dense.ts';
import type { Pointwise } from '../ops/index.ts';
import type { Balls, BallMemory } from './balls.ts';
import type { Tally } from './extended-reals.ts';

const { words } = registers;
const X = registers.reserve(1);
const Y = registers.reserve(1);
const DIFFERENCE = registers.reserve(1);
const RESULT = registers.reserve(1);

/** |high + low| ≥ |high|(1 − 2^-53). */
const CENTRE = 1 - 2 * Number.EPSILON;

/** Sets RESULT from X and Y; false where the rows' rules are to be asked. */
type Lane = (tally: Tally | undefined) => boolean;

const isNumberZero = (a: number): boolean => words[a] === 0 && words[a + 1] === 0 && words[a + 2] === 0;
/** 1 or −1 where the sign of all members is decided, 0 for the number 0, else NaN. */
function signOf(a: number): number {
  const high = words[a]!;
  if (words[a + 2]! < Math.abs(high) * CENTRE) return high > 0 ? 1 : -1;
  return isNumberZero(a) ? 0 : NaN;
}

/** The result of a sum or product: a zero that comes from zeros has a sign, which balls do not keep. */
function unlessZero(operation: (d: number, a: number, b: number) => void): Lane {
  return () => {
    operation(RESULT, X, Y);
    return !(isNumberZero(RESULT) && (isNumberZero(X) || isNumberZero(Y)));
  };
}

/** RESULT = what the sign of `by` decides: one of two registers; where it is not decided, a ball that holds both. */
function choose(by: number, positive: number, otherwise: number, tally: Tally | undefined): void {
  const sign = signOf(by);
  if (sign > 0) registers.copy(RESULT, positive);
  else if (sign <= 0) registers.copy(RESULT, otherwise);
  else {
    if (tally !== undefined) tally.undecided++;
    if (words[by]! > 0) holdBoth(RESULT, positive, otherwise);
    else holdBoth(RESULT, otherwise, positive);
  }
}

/**
 * d = a ball about the centre of `chosen` that holds it and `other`: up to twice as wide as the hull, but centres stay on the path that
 * computing with centres alone would take, so that they are estimates where enclosures have grown too wide to decide.
 */
export function holdBoth(d: number, chosen: number, other: number): void {
  registers.subtract(APART, chosen, other);
  const reach = Math.abs(words[APART]!) * (1 + 4 * Number.EPSILON) + words[APART + 2]!;
  registers.copy(d, chosen);
  registers.widen(d, reach);
}

const APART = registers.reserve(1);

const ONE = registers.reserve(1);
const ZERO = registers.reserve(1);
registers.setNumber(ONE, 1);
registers.setNumber(ZERO, 0);

const lanes: Readonly<Record<LaneOperation, Lane>> = {
  add: unlessZero(registers.add),
  sub: unlessZero(registers.subtract),
  mul: unlessZero(registers.multiply),
  div: () => {
    if (isNumberZero(X) || isNumberZero(Y)) return false;
    registers.divide(RESULT, X, Y);
    return true;
  },
  max: () => {
    // Of two zeros the positive one is larger.
    if (isNumberZero(X) && isNumberZero(Y)) return false;
    maximumOf(RESULT, X, Y);
    return true;
  },
  gt: (tally) => {
    registers.subtract(DIFFERENCE, X, Y);
    choose(DIFFERENCE, ONE, ZERO, tally);
    return true;
  },
  gate: (tally) => {
    choose(Y, X, ZERO, tally);
    return true;
  },
};

/** How an op with lanes runs on balls. */
export interface BallLanes {
  /** Fills `result`; `rule` is asked for the elements that no loop is for. */
  run(inputs: readonly Balls[], result: BallMemory, rule: (i: number) => void): void;
}

/** The loop of an op, if it has one. */
export function ballLanes(op: Pointwise, tally: Tally | undefined): BallLanes | undefined {
  if (op.lanes === undefined) return undefined;
  const [operation, right] = typeof op.lanes === 'string' ? [op.lanes, undefined] : op.lanes;
  const lane = lanes[operation];
  const constant = typeof right === 'number' ? { length: 1, hi: Float64Array.of(right) } : undefined;
  return {
    run(inputs, result, rule) {
      const x = inputs[0]!;
      const y = constant ?? (right === 'itself' ? x : inputs[1]!);
      for (let i = 0, ix = 0, iy = 0; i < result.length; i++) {
        const unknownX = load(X, x, ix);
        const unknownY = load(Y, y, iy);
        if (++ix === x.length) ix = 0;
        if (++iy === y.length) iy = 0;
        const finite = words[X]! - words[X]! === 0 && words[Y]! - words[Y]! === 0;
        const known = !unknownX && !unknownY;
        if (!finite || !lane(known ? tally : undefined) || words[RESULT + 2] === Infinity) {
          rule(i);
          continue;
        }
        result.hi[i] = words[RESULT]!;
        result.lo[i] = words[RESULT + 1]!;
        // A gate that is closed for certain lets nothing unknown through.
        const closed = operation === 'gate' && !unknownY && signOf(Y) <= 0;
        result.radius[i] = known || closed ? words[RESULT + 2]! : Infinity;
      }
    },
  };
}

/** Loads an element; one of which nothing is known as its centre. @returns whether nothing is known of it */
function load(register: number, { hi, lo, radius }: Balls, i: number): boolean {
  words[register] = hi[i]!;
  words[register + 1] = lo === undefined ? 0 : lo[i]!;
  const r = radius === undefined ? 0 : radius[i]!;
  words[register + 2] = r === Infinity ? 0 : r;
  return r === Infinity;
}
