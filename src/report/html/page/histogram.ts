/** Errors in ulps by powers of two, base beside now, as a picture and as a table. */
import { countText } from '../../number-text.ts';
import type { ReportEntrySide, ReportHistogram } from '../report-data.ts';
import { dataTable, html, numbersBehind, svg } from './dom.ts';
import { uncounted } from './envelope.ts';
import { powerText } from './numbers.ts';

/** One bucket on both sides; `exponent` is `null` for errors of 0, else the bucket is (2^(k−1), 2^k]. */
interface Bucket {
  readonly exponent: number | null;
  readonly base: number;
  readonly now: number;
}

function countAt(histogram: ReportHistogram | null, exponent: number | null): number {
  if (histogram === null) return 0;
  const [zero, lowest, counts] = histogram;
  return exponent === null ? zero : (counts[exponent - lowest] ?? 0);
}

/** The buckets from the lowest that holds anything to the highest, errors of 0 first. */
function bucketsOf(base: ReportHistogram | null, now: ReportHistogram | null): Bucket[] {
  const held = [base, now].flatMap((histogram) =>
    histogram === null ? [] : histogram[2].flatMap((count, i) => (count > 0 ? [histogram[1] + i] : [])),
  );
  const [low, high] = [Math.min(...held), Math.max(...held)];
  const exponents: (number | null)[] = [null];
  for (let k = low; k <= high; k++) exponents.push(k);
  return exponents.map((exponent) => ({
    exponent,
    base: countAt(base, exponent),
    now: countAt(now, exponent),
  }));
}

/** Height of a bar as a share of the tallest: log(1 + count), so that one element in a million is seen. */
function share(count: number, most: number): number {
  return most === 0 ? 0 : Math.log1p(count) / Math.log1p(most);
}

function edges(exponent: number | null): string {
  return exponent === null ? '0' : `${powerText(exponent - 1)} to ${powerText(exponent)}`;
}

const height = 200;
const top = 12;
const left = 52;
const bottom = 40;
/** Least width of the column of exact ones, which is no power of two and has its word below it. */
const exactWidth = 46;
/** Room between labels, from middle to middle. */
const labelRoom = 46;

function picture(buckets: readonly Bucket[], both: boolean, width: number, title: string, text: string): SVGSVGElement {
  const most = Math.max(1, ...buckets.flatMap(({ base, now }) => [base, now]));
  const room = width - left - 8;
  const first = Math.max(exactWidth, room / buckets.length);
  const step = buckets.length === 1 ? first : (room - first) / (buckets.length - 1);
  const bar = Math.max(1, Math.min(26, (step * 0.8) / (both ? 2 : 1)));
  const y = (count: number): number => top + height * (1 - share(count, most));
  const id = 'histogram-title';
  const root = svg('svg', {
    class: 'histogram',
    role: 'img',
    'aria-labelledby': `${id} ${id}-text`,
    width,
    height: top + height + bottom,
    viewBox: `0 0 ${width} ${top + height + bottom}`,
  });
  root.append(svg('title', { id }, title), svg('desc', { id: `${id}-text` }, text));
  const kept: number[] = [];
  for (const tick of ticks(most)) {
    const at = y(tick);
    if (kept.some((other) => Math.abs(y(other) - at) < 16)) continue;
    kept.push(tick);
    root.append(svg('line', { class: 'grid', x1: left, x2: width, y1: at, y2: at }));
    root.append(svg('text', { x: left - 8, y: at + 4, 'text-anchor': 'end' }, short(tick)));
  }
  if (buckets.length > 1) {
    const x = left + first;
    root.append(svg('line', { class: 'rule', x1: x, x2: x, y1: top, y2: top + height + 6 }));
  }
  const last = buckets.length - 1;
  // the furthest is always told; the others by even steps down from it
  const every = Math.max(1, Math.ceil(labelRoom / step));
  buckets.forEach(({ exponent, base, now }, i) => {
    const middle = exponent === null ? left + first / 2 : left + first + step * (i - 0.5);
    const start = middle - (both ? bar : bar / 2);
    if (both) root.append(column('base', base, start, y(base), bar - 1, edges(exponent)));
    root.append(column('now', now, both ? middle : start, y(now), bar - 1, edges(exponent)));
    if (exponent !== null && (last - i) % every !== 0) return;
    // beside the word of the exact ones there is no room for another
    if (exponent !== null && i !== last && middle < left + first + labelRoom / 2) return;
    const label = exponent === null ? 'exact' : powerText(exponent);
    const overhangs = i === last && i > 0 && step < labelRoom;
    root.append(
      svg(
        'text',
        {
          x: overhangs ? Math.min(middle + 12, width) : middle,
          y: top + height + 16,
          'text-anchor': overhangs ? 'end' : 'middle',
        },
        label,
      ),
    );
  });
  root.append(svg('line', { class: 'axis', x1: left, x2: width, y1: top + height, y2: top + height }));
  if (buckets.length > 1) {
    const middle = left + first + (width - left - first) / 2;
    const name = svg('text', { class: 'name', x: middle, y: top + height + 34, 'text-anchor': 'middle' });
    name.append('error up to (ulp)');
    root.append(name);
  }
  return root;

  function column(side: string, count: number, x: number, at: number, thickness: number, range: string): SVGElement {
    const shown = count === 0 ? 0 : Math.max(2, top + height - at);
    const rectangle = svg('rect', {
      class: side,
      x,
      y: top + height - shown,
      width: Math.max(1, thickness),
      height: shown,
      'data-count': count,
    });
    rectangle.append(svg('title', {}, `${side}: ${countText(count)} with an error of ${range} ulp`));
    return rectangle;
  }
}

/** The tallest, 0, and the powers of ten between, in the order in which they are given room. */
function ticks(most: number): number[] {
  const powers: number[] = [];
  for (let power = 1; power < most; power *= 10) powers.push(power);
  return [most, 0, ...powers.reverse()];
}

/** `1,000`, `12k`, `3.4M`: what fits beside an axis. */
function short(count: number): string {
  if (count < 10_000) return countText(count);
  const [unit, name] = count < 1e6 ? [1e3, 'k'] : count < 1e9 ? [1e6, 'M'] : [1e9, 'G'];
  return `${Number((count / unit).toPrecision(3))}${name}`;
}

function total(histogram: ReportHistogram): number {
  return histogram[2].reduce((sum, count) => sum + count, histogram[0]);
}

/** Counts in words; elements that no bar has, because they are not finite, are counted too. */
function sentence(name: string, histogram: ReportHistogram, side: ReportEntrySide): string {
  const without = uncounted(side);
  const all = total(histogram) + without;
  const highest = histogram[2].reduce((last, count, i) => (count > 0 ? histogram[1] + i : last), -Infinity);
  const exact = histogram[0] === 0 ? 'none' : histogram[0] === all ? 'all' : countText(histogram[0]);
  const others =
    highest === -Infinity
      ? ''
      : `, ${exact === 'none' ? 'errors' : without > 0 ? 'others' : 'the others'} up to ${powerText(highest)} ulp`;
  const lacking =
    without === 0 ? '' : `, ${countText(without)} ${side.special === '' ? 'without an error in ulps' : 'not finite'}`;
  return `${name}: ${exact} of ${countText(all)} exact${others}${lacking}`;
}

/** The section, where a side counted its errors; redraws itself where its width changes. */
export function histogramSection(
  baseSide: ReportEntrySide | null,
  nowSide: ReportEntrySide | null,
): HTMLElement | null {
  const [base, now] = [baseSide?.histogram ?? null, nowSide?.histogram ?? null];
  if (base === null && now === null) return null;
  const sides = [
    ...(base === null ? [] : [sentence('base', base, baseSide!)]),
    ...(now === null ? [] : [sentence('now', now, nowSide!)]),
  ];
  const both = base !== null && now !== null;
  const buckets = now === null ? bucketsOf(null, base) : bucketsOf(base, now);
  const box = html('div', { class: 'picture' });
  const title = both ? 'Errors in ulps, base against now' : 'Errors in ulps';
  const text = `${sides.join('; ')}. Bars are counts of elements, on a logarithmic scale.`;
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.floor(box.clientWidth);
    if (width === drawn || width < 120) return;
    drawn = width;
    box.replaceChildren(picture(buckets, both, width, title, text));
  }).observe(box);
  const lacking = [...(both ? [uncounted(baseSide!)] : []), uncounted(now === null ? baseSide! : nowSide!)];
  const notFinite = lacking.some((count) => count > 0) ? [['none', ...lacking.map(countText)]] : [];
  const rows = (): string[][] => [
    ...buckets.map(({ exponent, base: before, now: after }) => [
      exponent === null ? '0 (exact)' : edges(exponent),
      ...(both ? [countText(before)] : []),
      countText(after),
    ]),
    ...notFinite,
  ];
  const heads = ['error, ulp', ...(both ? ['base'] : []), both || now !== null ? 'now' : 'base'];
  return html(
    'section',
    { 'aria-labelledby': 'histogram-head' },
    html('h3', { id: 'histogram-head' }, 'Error distribution'),
    html(
      'ul',
      { class: 'legend' },
      ...sides.map((side) => html('li', { class: side.startsWith('base') ? 'base' : 'now' }, side)),
    ),
    box,
    html('p', { class: 'small' }, 'Elements by the size of their error; heights are logarithmic.'),
    numbersBehind('Counts as a table', () => dataTable('Counts of elements by error', heads, rows(), [1, 2])),
  );
}
