/** Shorthands for the special values of functions of one variable. */

/** Nothing is special: every finite argument is rounded. NaN gives NaN, infinities as said. */
export function atEnds(
  atMinusInfinity: number,
  atInfinity: number,
  atZero?: 'keep' | number,
): (x: number) => number | undefined {
  return (x) => {
    if (x !== x) return NaN;
    if (x === Infinity) return atInfinity;
    if (x === -Infinity) return atMinusInfinity;
    if (x === 0 && atZero !== undefined) return atZero === 'keep' ? x : atZero;
    return undefined;
  };
}
