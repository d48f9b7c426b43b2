/** x·2^1074 as an integer: every float64 is a multiple of 2^-1074. */
export function units(x: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const field = (word >> 52n) & 0x7ffn;
  const fraction = word & 0xfffffffffffffn;
  const magnitude = field === 0n ? fraction : (fraction + 2n ** 52n) << (field - 1n);
  return word >> 63n ? -magnitude : magnitude;
}
