/**
 * JSON without loss: a finite number other than −0 stands as it is, in digits that identify it; what JSON lacks is a string: `"NaN"`,
 * `"Infinity"`, `"-Infinity"`, `"-0"`, and bigints as their decimal digits.
 */
export function exactJson(value: unknown): string {
  return `${JSON.stringify(value, encoded, 2)}\n`;
}

function encoded(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'number') return value;
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}
