/** The drift of an entry over commits: a line of points, oldest first, and the same as a table. */
import { sizeText } from '../../number-text.ts';
import { visibleText } from '../page-data.ts';
import type { ReportCommit } from '../report-data.ts';
import { dataTable, html, numbersBehind, svg } from './dom.ts';
import { size } from './numbers.ts';

const height = 130;
const left = 52;
const top = 10;
const bottom = 28;

function picture(commits: readonly ReportCommit[], width: number, title: string, text: string): SVGSVGElement {
  const values = commits.map(([, , , value]) => (value === null ? null : Math.abs(value)));
  const most = Math.max(...values.map((value) => value ?? 0)) || 1;
  const x = (i: number): number => left + 8 + ((width - left - 20) * i) / Math.max(1, commits.length - 1);
  const y = (value: number): number => top + height * (1 - value / most);
  const root = svg('svg', {
    class: 'history',
    role: 'img',
    'aria-labelledby': 'history-title history-text',
    width,
    height: top + height + bottom,
    viewBox: `0 0 ${width} ${top + height + bottom}`,
  });
  root.append(svg('title', { id: 'history-title' }, title), svg('desc', { id: 'history-text' }, text));
  for (const tick of [0, most / 2, most]) {
    root.append(
      svg('line', { class: 'grid', x1: left, x2: width, y1: y(tick), y2: y(tick) }),
      svg('text', { x: left - 8, y: y(tick) + 4, 'text-anchor': 'end' }, sizeText(tick, 3)),
    );
  }
  let path = '';
  values.forEach((value, i) => {
    if (value === null) return;
    const last = values[i - 1];
    path += `${i > 0 && last !== null ? 'L' : 'M'}${x(i)} ${y(value)}`;
  });
  root.append(svg('path', { class: 'now', d: path }));
  values.forEach((value, i) => {
    if (value === null) return;
    const [commit, date, subject] = commits[i]!;
    const point = svg('circle', { class: 'now', cx: x(i), cy: y(value), r: commits.length > 60 ? 2 : 3.5 });
    point.append(svg('title', {}, visibleText(`${commit} ${date} ${subject}: ${sizeText(value)}`)));
    root.append(point);
  });
  const ends = commits.length > 1 ? [0, commits.length - 1] : [0];
  ends.forEach((i) =>
    root.append(
      svg(
        'text',
        { x: x(i), y: top + height + 18, 'text-anchor': i === 0 ? 'start' : 'end' },
        visibleText(commits[i]![1] || commits[i]![0]),
      ),
    ),
  );
  return root;
}

export function historySection(commits: readonly ReportCommit[], metric: string): HTMLElement {
  const known = commits.flatMap(([, , , value]) => (value === null ? [] : [Math.abs(value)]));
  const title = `${metric} over ${commits.length} commits`;
  const text = `From ${size(known[0] ?? null)} to ${size(known.at(-1) ?? null)}, oldest commit first.`;
  const box = html('div', { class: 'picture' });
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.floor(box.clientWidth);
    if (width === drawn || width < 120) return;
    drawn = width;
    box.replaceChildren(picture(commits, width, title, text));
  }).observe(box);
  return html(
    'section',
    { 'aria-labelledby': 'history-head' },
    html('h3', { id: 'history-head' }, 'History'),
    box,
    html('p', { class: 'small' }, `${title}. ${text}`),
    numbersBehind('Commits as a table', () =>
      dataTable(
        title,
        ['commit', 'date', 'subject', metric],
        commits.map(([commit, date, subject, value]) => [
          commit,
          date,
          html('bdi', {}, visibleText(subject)),
          size(value),
        ]),
        [3],
      ),
    ),
  );
}
