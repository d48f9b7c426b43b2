/**
 * The gate's findings as JUnit XML: a test case an entry, with its metrics as properties.
 *
 * Sources: W3C, Extensible Markup Language (XML) 1.0, sections 2.2 (characters) and 3.3.3 (white space in attributes). There is no standard of
 * JUnit's files; the elements are those that Jenkins and GitLab read.
 */
import type { Entry } from '../../drift/index.ts';
import { lineOf } from './foreign-text.ts';
import type { GateResult, GateRow } from './gate.ts';
import type { Locate } from './locations.ts';
import { fitting, gradedRows, moreText, sentenceOf } from './rows.ts';
import type { GradedRow, Rendering } from './rows.ts';
import { tagsText } from './text.ts';

const mostBytes = 16 << 20;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for an element or an attribute, of what XML 1.0 can hold at all; the rest is there as an escape. */
export function xmlText(text: string, longest = 300): string {
  return lineOf(text, longest).replace(/[&<>"']/g, (sign) => entities[sign]!);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value), 1000)}"`)
    .join('');
}

function property(name: string, value: string): string {
  return `        <property${attributes({ name: lineOf(name, 100), value })}/>`;
}

function metricsOf(entry: Entry | null): Readonly<Record<string, number>> {
  return entry?.kind === 'drift' ? entry.metrics : {};
}

function properties({ finding, base, head, accepted, metric }: GateRow): string[] {
  const { dtype, shape, digest } = (head ?? base)!;
  const [before, now] = [metricsOf(base), metricsOf(head)];
  const names = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  return [
    property('finding', finding),
    property('dtype', dtype),
    property('shape', `[${shape.join(', ')}]`),
    property('digest', digest),
    ...names.flatMap((name) => [
      ...(now[name] === undefined ? [] : [property(name, String(now[name]))]),
      ...(before[name] === undefined || before[name] === now[name]
        ? []
        : [property(`${name}.base`, String(before[name]))]),
    ]),
    ...(metric === null || metric.limit === null ? [] : [property(`${metric.name}.limit`, String(metric.limit))]),
    ...(accepted === null ? [] : [property('accepted', accepted.reason)]),
  ];
}

/** How the case of a row ends: it fails as the gate does, and what is not there was not run. */
function verdict({ row, level }: GradedRow): 'failure' | 'skipped' | 'passed' {
  if (level === 'error') return 'failure';
  return row.head === null ? 'skipped' : 'passed';
}

function testCase(graded: GradedRow, locate: Locate): string {
  const { row } = graded;
  const message = sentenceOf(row);
  const { path, line } = locate(row);
  const outcome = {
    failure: `      <failure${attributes({ type: row.finding, message })}>${xmlText(`${path}:${line}: ${message}`, 2000)}</failure>`,
    skipped: `      <skipped${attributes({ message })}/>`,
    passed: '',
  }[verdict(graded)];
  return [
    `    <testcase${attributes({ classname: row.file, name: row.key + tagsText(row), file: path, line })}>`,
    '      <properties>',
    ...properties(row),
    '      </properties>',
    ...(outcome === '' ? [] : [outcome]),
    '    </testcase>',
  ].join('\n');
}

function counts(rows: readonly GradedRow[]): Readonly<Record<string, number>> {
  const count = (name: string): number => rows.filter((graded) => verdict(graded) === name).length;
  return { tests: rows.length, failures: count('failure'), errors: 0, skipped: count('skipped') };
}

/** A suite a test file. */
export function gateJunit(result: GateResult, locate: Locate): Rendering {
  const cases = gradedRows(result).map((graded) => ({ graded, text: testCase(graded, locate) }));
  const { kept, leftOut } = fitting(cases, ({ text }) => text, mostBytes);
  const files = new Map<string, (typeof kept)[number][]>();
  for (const item of kept) {
    const { file } = item.graded.row;
    const others = files.get(file);
    if (others === undefined) files.set(file, [item]);
    else others.push(item);
  }
  const suites = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const count = (items: typeof kept): ReturnType<typeof counts> => counts(items.map(({ graded }) => graded));
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    ...(leftOut === 0 ? [] : [`<!-- and ${moreText(leftOut)} -->`]),
    `<testsuites${attributes({ name: 'ulpwise gate', ...count(kept) })}>`,
    ...suites.flatMap(([file, items]) => [
      `  <testsuite${attributes({ name: file, ...count(items) })}>`,
      ...items.map(({ text }) => text),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ];
  return { text: `${lines.join('\n')}\n`, leftOut };
}
