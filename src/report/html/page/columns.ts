/** The columns of the table of entries. */
import { visibleText } from '../page-data.ts';
import { html } from './dom.ts';
import { changeText, size, sizesApart } from './numbers.ts';
import type { Row } from './report.ts';

export interface Column {
  readonly name: string;
  readonly title: string;
  readonly numeric?: true;
  readonly cell: (row: Row) => Node | string;
  /** What it is sorted by; rows without go last in either direction. */
  readonly by: (row: Row) => string | number | null;
}

/** Signs beside the words, so that colour is never all there is. */
export const signs: Readonly<Record<Row['finding'], string>> = {
  regression: '▲',
  changed: '◆',
  acknowledged: '◉',
  removed: '−',
  new: '+',
  improvement: '▼',
  same: '=',
};

export function badge(finding: Row['finding']): HTMLElement {
  return html(
    'span',
    { class: `badge ${finding}` },
    html('span', { 'aria-hidden': 'true', class: 'sign' }, signs[finding]),
    finding,
  );
}

/** Characters that a column of numbers holds at its narrowest. */
const mostFigures = 10;

/** Before and now; where the difference decided, with the digits that show it, as far as the column holds them. */
function figures({ finding, base, now }: Row): readonly [base: string, now: string] {
  const short = [base, now].map(size);
  const apart = finding === 'same' || finding === 'changed' ? short : sizesApart([base, now]);
  const [from, to] = apart.every((text) => text.length <= mostFigures) ? apart : short;
  return [from!, to!];
}

function growth({ base, now }: Row): number | null {
  if (base === null || now === null) return null;
  const [from, to] = [Math.abs(base), Math.abs(now)];
  return from === to ? 1 : from === 0 ? Infinity : to / from;
}

function entryCell({ key, project, environment }: Row): HTMLElement {
  const tags = [project, environment].filter((tag) => tag !== '');
  return html(
    'span',
    { class: 'entry' },
    html('bdi', { title: visibleText(key) }, visibleText(key)),
    ...tags.map((tag) => html('span', { class: 'tag' }, visibleText(tag))),
  );
}

export const columns: readonly Column[] = [
  { name: 'finding', title: 'finding', cell: ({ finding }) => badge(finding), by: ({ index }) => index },
  { name: 'entry', title: 'entry', cell: entryCell, by: ({ key }) => key },
  {
    name: 'file',
    title: 'file',
    cell: ({ file }) => html('bdi', { title: visibleText(file) }, visibleText(file)),
    by: ({ file }) => file,
  },
  {
    name: 'metric',
    title: 'metric',
    cell: ({ metric, array }) => (metric === '' ? array : metric),
    by: ({ metric, array }) => metric || array,
  },
  {
    name: 'base',
    title: 'base',
    numeric: true,
    cell: (row) => figures(row)[0],
    by: ({ base }) => base && Math.abs(base),
  },
  { name: 'now', title: 'now', numeric: true, cell: (row) => figures(row)[1], by: ({ now }) => now && Math.abs(now) },
  {
    name: 'change',
    title: 'change',
    numeric: true,
    cell: ({ finding, base, now, note }) =>
      (finding === 'changed' && note !== '' ? '' : changeText(base, now)) ||
      html('bdi', { title: visibleText(note) }, visibleText(note)),
    by: growth,
  },
];
