/** The drift of an entry over commits, oldest first: a line of steps and the same as a table, or the commits alone where there is no metric. */
import { countText, sizeText } from '../../number-text.ts';
import { visibleText } from '../page-data.ts';
import type { ReportCommit } from '../report-data.ts';
import { dataTable, html, numbersBehind, svg } from './dom.ts';
import { size } from './numbers.ts';

const height = 130;
const left = 64;
const top = 24;
const bottom = 44;

/** Round numbers from 0 up to `most`, two to five of them above 0: lines at what their labels say. */
function roundTicks(most: number): number[] {
  const magnitude = Number(`1e${Math.floor(Math.log10(most / 2))}`);
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((each) => most / each <= 5) ?? most;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/** What the line is of: sizes, where the metric has a sign. */
function sizeName(metric: string, commits: readonly ReportCommit[]): string {
  if (commits.every(([, , , value]) => value === null || value >= 0)) return metric;
  const [name, ...unit] = metric.split(', ');
  return [`|${name}|`, ...unit].join(', ');
}

/** A picture of values that hold from their commit to the next. */
function picture(
  commits: readonly ReportCommit[],
  width: number,
  name: string,
  title: string,
  text: string,
): SVGSVGElement {
  const values = commits.map(([, , , value]) => (value === null ? null : Math.abs(value)));
  const most = Math.max(...values.map((value) => value ?? 0)) || 1;
  const right = width - 4;
  const x = (i: number): number => left + 8 + ((right - left - 8) * i) / commits.length;
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
  for (const tick of roundTicks(most)) {
    root.append(
      svg('line', { class: 'grid', x1: left, x2: width, y1: y(tick), y2: y(tick) }),
      svg('text', { x: left - 8, y: y(tick) + 4, 'text-anchor': 'end' }, sizeText(tick)),
    );
  }
  let path = '';
  values.forEach((value, i) => {
    if (value === null) return;
    const last = values[i - 1];
    path += `${i === 0 || last === null ? `M${x(i)} ` : 'V'}${y(value)}H${x(i + 1)}`;
  });
  root.append(svg('path', { class: 'now', d: path }));
  values.forEach((value, i) => {
    if (value === null) return;
    const [commit, date, subject] = commits[i]!;
    const point = svg('circle', { class: 'now', cx: x(i), cy: y(value), r: commits.length > 60 ? 2 : 3.5 });
    point.append(svg('title', {}, visibleText(`${commit} ${date} ${subject}: ${sizeText(value)}`)));
    root.append(point);
  });
  const label = (at: number, below: number, anchor: string, content: string): void =>
    root.append(svg('text', { x: at, y: top + height + below, 'text-anchor': anchor }, content));
  [0, commits.length - 1].forEach((i) => {
    const [commit, date] = commits[i]!;
    label(x(i), 18, i === 0 ? 'start' : x(i) + 40 > width ? 'end' : 'middle', visibleText(date || commit));
  });
  label(left + (width - left) / 2, 36, 'middle', 'commits that changed the entry, in order');
  root.append(svg('text', { x: left, y: 12 }, name));
  return root;
}

function section(...content: Node[]): HTMLElement {
  return html(
    'section',
    { 'aria-labelledby': 'history-head' },
    html('h3', { id: 'history-head' }, 'History'),
    ...content,
  );
}

function commitCells([commit, date, subject]: ReportCommit): (Node | string)[] {
  return [commit, date, html('bdi', {}, visibleText(subject))];
}

/** The section of an entry that at least two commits changed. */
export function historySection(commits: readonly ReportCommit[], metric: string): HTMLElement {
  const known = commits.flatMap(([, , , value]) => (value === null ? [] : [Math.abs(value)]));
  if (known.length === 0) {
    const caption = `${countText(commits.length)} commits changed this entry, oldest first.`;
    const table = dataTable(caption, ['commit', 'date', 'subject'], commits.map(commitCells), []);
    return section(
      html('p', { class: 'small' }, caption),
      html('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-labelledby': 'history-head' }, table),
    );
  }
  const name = sizeName(metric, commits);
  const title = `${name}, after each of the ${countText(commits.length)} commits that changed the entry`;
  const text = `From ${size(known[0]!)} to ${size(known.at(-1)!)}, oldest first; a value holds until the next commit.`;
  const box = html('div', { class: 'picture' });
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.floor(box.clientWidth);
    if (width === drawn || width < 120) return;
    drawn = width;
    box.replaceChildren(picture(commits, width, name, title, text));
  }).observe(box);
  return section(
    box,
    html('p', { class: 'small' }, `${title}. ${text}`),
    numbersBehind('Commits as a table', () =>
      dataTable(
        title,
        ['commit', 'date', 'subject', metric],
        commits.map((commit) => [...commitCells(commit), size(commit[3])]),
        [3],
      ),
    ),
  );
}
