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

/** Whether nothing that is measured differs; of remembered numbers the digest tells. */
export function measuredAlike(base: Entry, now: Entry): boolean {
  if (base === now) return true;
  if (base.kind !== now.kind || base.digest !== now.digest || base.dtype !== now.dtype) return false;
  if (base.shape.join() !== now.shape.join()) return false;
  if (base.kind === 'values' || now.kind === 'values') return true;
  const { metrics, special } = base;
  const names = Object.keys(metrics);
  return (
    names.length === Object.keys(now.metrics).length &&
    names.every((name) => metrics[name] === now.metrics[name]) &&
    (Object.keys(special) as (keyof typeof special)[]).every((name) => special[name] === now.special[name])
  );
}
