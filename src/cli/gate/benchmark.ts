/**
 * The errors of the head as a benchmark's results, for tools that draw them over commits: the format `customSmallerIsBetter` of
 * github-action-benchmark. There is no `range`: a measured error does not scatter from run to run.
 */
import { metricName } from '../../report/index.ts';
import { sizeText } from '../../report/number-text.ts';
import { exactJson } from '../exact-json.ts';
import { lineOf } from './foreign-text.ts';
import type { GateResult, GateRow } from './gate.ts';
import { fitting } from './rows.ts';
import type { Rendering } from './rows.ts';
import { headlineOf, placeText } from './text.ts';

const mostBytes = 16 << 20;

/** One result. */
export interface BenchmarkResult {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly extra: string;
}

function resultOf(row: GateRow): BenchmarkResult[] {
  const { head } = row;
  const name = head === null ? null : headlineOf(head);
  if (head?.kind !== 'drift' || name === null) return [];
  const others = Object.entries(head.metrics).filter(([other]) => other !== name);
  const lines = [
    `${head.dtype} [${head.shape.join(', ')}]`,
    ...others.map(([other, size]) => `${metricName(other)} ${sizeText(size)}`),
  ];
  return [
    {
      name: lineOf(placeText(row)),
      unit: name.endsWith('Ulps') ? 'ulp' : lineOf(metricName(name), 60),
      value: Math.abs(head.metrics[name]!),
      extra: lines.map((line) => lineOf(line, 100)).join('\n'),
    },
  ];
}

/** One result an entry that measures errors, sorted by name, so that what is cut off is the same in every run. */
export function gateBenchmark({ rows }: GateResult): Rendering {
  const results = rows.flatMap(resultOf).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const { kept, leftOut } = fitting(results, exactJson, mostBytes);
  return { text: exactJson(kept), leftOut };
}
