/** When two entries are the same, whole or in what was measured. */
import type { Entry } from './entry.ts';

/** Whether two pieces of plain data are the same; −0 is not 0, since files tell them apart. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameData(a[name as keyof typeof a], b[name as keyof typeof b]))
  );
}

/** An entry without what people edit in it: tolerance and acknowledgement. */
export function measuredOf({ tolerance: _tolerance, accepted: _accepted, ...measured }: Entry): Entry {
  return measured as Entry;
}
