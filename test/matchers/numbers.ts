/** Numbers in (-1, 1) by the linear congruential generator of Knuth's MMIX, its upper 53 bits. The same on every engine. */
export function numbers(count: number, seed = 1n): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 11n) / 2 ** 52 - 1;
  });
}
