/** What `--fail-on` names. */
import { UsageError } from '../../errors.ts';
import { failures } from './gate.ts';
import type { Failure } from './gate.ts';

/** Findings, separated by commas; `none` alone. @throws UsageError for a name that there is not */
export function failOnOf(text: string): Failure[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.length === 1 && names[0] === 'none') return [];
  const unknown = names.find((name) => !(failures as readonly string[]).includes(name));
  if (unknown === undefined) return [...new Set(names)] as Failure[];
  throw new UsageError(
    `--fail-on: there is no ${JSON.stringify(unknown)}; there are ${failures.join(', ')}, and none alone.`,
  );
}
