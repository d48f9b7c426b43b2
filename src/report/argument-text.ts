import { budgetLiteral } from './budget-text.ts';
import { sourceText } from './number-text.ts';

/** Elements that are still shown one by one. */
const mostShown = 5;

/** An argument of a matcher in a few words, whatever its size: `[0.3]`, `Float32Array(1000000)`, `{ ulp: 4 }`. */
export function argumentText(value: unknown): string {
  if (typeof value === 'number') return sourceText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) {
    if (value.length > mostShown) return `Array(${value.length})`;
    return `[${value.map(argumentText).join(', ')}]`;
  }
  const name = value.constructor?.name ?? 'Object';
  if (ArrayBuffer.isView(value)) return `${name}(${(value as unknown as ArrayLike<unknown>).length})`;
  const fields = Object.values(value);
  const isSmall =
    fields.length <= 2 * mostShown && fields.every((field) => typeof field !== 'object' || field === null);
  return name === 'Object' && isSmall ? budgetLiteral(value) : name;
}
