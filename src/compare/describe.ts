/** Values in messages. */
import { typedArrayKind } from './typed-arrays.ts';

/** What a value is, in a few words for a message. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return `the string '${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object') {
    const kind = typedArrayKind(value);
    if (kind !== undefined) return `a ${kind}`;
    const constructor: unknown = (value as { constructor?: unknown }).constructor;
    const name = typeof constructor === 'function' ? constructor.name : '';
    return name === '' || name === 'Object' ? 'an object' : `a ${name}`;
  }
  if (typeof value === 'bigint') return `${String(value)}n`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`;
}
