/** Recognises references that carry an enclosure. */
import type { CertifiedReference } from './types.ts';

export function isCertified(value: unknown): value is CertifiedReference {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, hi, lo, radius, shape } = value as Partial<CertifiedReference>;
  return (
    kind === 'certified' &&
    Array.isArray(shape) &&
    [hi, lo, radius].every((part) => ArrayBuffer.isView(part) && 'length' in part)
  );
}
