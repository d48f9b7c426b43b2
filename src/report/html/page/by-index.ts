/** Errors by index: the band between the lowest and the highest error of each range of elements, base behind now. */
import uPlot from 'uplot';
import { countText, signedText, sizeText } from '../../number-text.ts';
import type { ReportEnvelope } from '../report-data.ts';
import { dataTable, html, numbersBehind } from './dom.ts';

/** An envelope as numbers; `null` where a range has no error, or one that no plot reaches. */
interface Envelope {
  readonly count: number;
  readonly lowest: readonly (number | null)[];
  readonly highest: readonly (number | null)[];
}

const word = new DataView(new ArrayBuffer(4));

/** bfloat16 patterns are the upper halves of float32 ones. */
function numbersIn(patterns: string): (number | null)[] {
  return Array.from({ length: patterns.length / 4 }, (_, i) => {
    word.setUint32(0, parseInt(patterns.slice(4 * i, 4 * i + 4), 16) << 16);
    const x = word.getFloat32(0);
    return Number.isFinite(x) ? x : null;
  });
}

function envelopeOf([count, lowest, highest]: ReportEnvelope): Envelope {
  return { count, lowest: numbersIn(lowest), highest: numbersIn(highest) };
}

/** First element of each range, and the count behind the last. */
function startsOf({ count, lowest }: Envelope): number[] {
  return Array.from({ length: lowest.length + 1 }, (_, i) => Math.floor((i * count) / lowest.length));
}

function rangeText(starts: readonly number[], i: number): string {
  const [from, to] = [starts[i]!, starts[i + 1]! - 1];
  return from === to ? countText(from) : `${countText(from)} to ${countText(to)}`;
}

function errorText(low: number | null, high: number | null): string {
  if (low === null || high === null) return 'not finite';
  return sizeText(low) === sizeText(high) || Math.abs(high - low) <= 0.01 * Math.abs(high)
    ? `${signedText(high)}`
    : `${signedText(low)} to ${signedText(high)}`;
}

/** Errors far apart are drawn on a scale that is linear about 0 and logarithmic beyond. */
const widest = 50;

interface Colours {
  readonly text: string;
  readonly grid: string;
  readonly base: string;
  readonly baseFill: string;
  readonly now: string;
  readonly nowFill: string;
}

function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return {
    text: colour('--muted'),
    grid: colour('--line'),
    base: colour('--base'),
    baseFill: colour('--base-fill'),
    now: colour('--now'),
    nowFill: colour('--now-fill'),
  };
}

function plot(
  box: HTMLElement,
  sides: readonly (readonly [name: 'base' | 'now', envelope: Envelope])[],
  width: number,
  say: (text: string) => void,
): uPlot {
  const colours = coloursOf(box);
  const [, any] = sides[0]!;
  const starts = startsOf(any);
  const ranges = starts.length - 1;
  const held = (values: readonly (number | null)[]): (number | null)[] => [...values, values.at(-1) ?? null];
  const data: (number | null)[][] = [
    starts,
    ...sides.flatMap(([, { lowest, highest }]) => [held(lowest), held(highest)]),
  ];
  const largest = data
    .slice(1)
    .reduce((most, row) => row.reduce<number>((m, x) => Math.max(m, Math.abs(x ?? 0)), most), 0);
  const font = `12px ${getComputedStyle(box).fontFamily}`;
  const axis = {
    stroke: colours.text,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { stroke: colours.grid },
    font,
    labelFont: font,
  };
  const options: uPlot.Options = {
    width,
    height: 220,
    padding: [10, 24, 0, 0],
    legend: { show: false },
    cursor: { points: { show: false }, drag: { x: true, y: false } },
    scales: {
      x: { time: false, range: (_, low, high) => [low, high] },
      y: {
        distr: largest > widest ? 4 : 1,
        asinh: 1,
        range: (_, low, high) => {
          const [from, to] = [Math.min(low, 0), Math.max(high, 0)];
          const room = from === to ? 1 : 0.06 * (to - from);
          return [from - (from < 0 ? room : 0), to + (to > 0 || from === to ? room : 0)];
        },
      },
    },
    axes: [
      {
        ...axis,
        label: 'element',
        labelSize: 18,
        size: 30,
        values: (_, splits) => splits.map((x) => (Number.isInteger(x) ? countText(x) : '')),
      },
      {
        ...axis,
        label: 'error, ulp',
        labelSize: 18,
        size: 60,
        values: (_, splits) => splits.map((y) => (y === null ? '' : sizeText(y))),
      },
    ],
    series: [
      {},
      ...sides.flatMap(([name]): uPlot.Series[] =>
        ['lowest', 'highest'].map((edge) => ({
          label: `${name}, ${edge}`,
          stroke: name === 'base' ? colours.base : colours.now,
          width: 1.25,
          ...(name === 'base' ? { dash: [4, 3] } : {}),
          paths: uPlot.paths.stepped!({ align: 1 }),
          points: { show: false },
        })),
      ),
    ],
    bands: sides.map(([name], i) => ({
      series: [2 * i + 2, 2 * i + 1],
      fill: name === 'base' ? colours.baseFill : colours.nowFill,
    })),
    hooks: {
      setCursor: [
        (u) => {
          const x = u.cursor.left === undefined || u.cursor.left < 0 ? NaN : u.posToVal(u.cursor.left, 'x');
          const range = starts.findIndex((start, i) => i < ranges && x >= start && x < starts[i + 1]!);
          if (range < 0) return;
          const parts = sides.map(([name, { lowest, highest }]) => {
            return `${name} ${errorText(lowest[range]!, highest[range]!)} ulp`;
          });
          say(`element ${rangeText(starts, range)}: ${[...parts].reverse().join(', ')}`);
        },
      ],
    },
  };
  return new uPlot(options, data as uPlot.AlignedData, box);
}

/** Where the largest error is, in words. */
function summary({ lowest, highest, ...rest }: Envelope): string {
  const starts = startsOf({ lowest, highest, ...rest });
  let at = -1;
  let most = 0;
  lowest.forEach((low, i) => {
    const size = Math.max(Math.abs(low ?? 0), Math.abs(highest[i] ?? 0));
    if (size > most) [most, at] = [size, i];
  });
  if (at < 0) return 'No element has an error.';
  const where = rangeText(starts, at);
  return `The largest error is ${where.includes('to') ? 'among elements' : 'at element'} ${where}: ${errorText(lowest[at]!, highest[at]!)} ulp.`;
}

/** The section; redraws itself where its width or the colours change. */
export function byIndexSection(
  base: ReportEnvelope | null,
  now: ReportEnvelope,
): { readonly section: HTMLElement; readonly release: () => void } {
  const head = envelopeOf(now);
  const before = base === null ? null : envelopeOf(base);
  // errors of arrays of other lengths do not lie over each other
  const comparable = before !== null && before.count === head.count && before.lowest.length === head.lowest.length;
  const sides = [...(comparable ? ([['base', before]] as const) : []), ['now', head] as const];
  const box = html('div', { class: 'picture', role: 'img', 'aria-label': `Errors by index. ${summary(head)}` });
  const hint =
    head.lowest.length === head.count
      ? summary(head)
      : `${summary(head)} Each step spans ${countText(Math.round(head.count / head.lowest.length))} elements: from their lowest error to their highest.`;
  const readout = html('p', { class: 'small readout' }, hint);
  let chart: uPlot | undefined;
  let drawn = 0;
  const draw = (): void => {
    const width = Math.floor(box.clientWidth);
    if (width < 120) return;
    drawn = width;
    chart?.destroy();
    chart = plot(box, sides, width, (text) => (readout.textContent = text));
  };
  const observer = new ResizeObserver(() => {
    if (Math.floor(box.clientWidth) !== drawn) draw();
  });
  observer.observe(box);
  const media = ['(prefers-color-scheme: dark)', 'print'].map((query) => matchMedia(query));
  for (const list of media) list.addEventListener('change', draw);
  box.addEventListener('pointerleave', () => (readout.textContent = hint));
  const starts = startsOf(head);
  const section = html(
    'section',
    { 'aria-labelledby': 'by-index-head' },
    html('h3', { id: 'by-index-head' }, 'Error by index'),
    html('ul', { class: 'legend' }, ...sides.map(([name]) => html('li', { class: name }, name))),
    box,
    readout,
    numbersBehind('Errors as a table', () =>
      dataTable(
        'Signed errors in ulps by range of elements',
        ['elements', ...(comparable ? ['base'] : []), 'now'],
        head.lowest.map((low, i) => [
          rangeText(starts, i),
          ...(comparable ? [errorText(before.lowest[i]!, before.highest[i]!)] : []),
          errorText(low, head.highest[i]!),
        ]),
        [1, 2],
      ),
    ),
  );
  return {
    section,
    release: () => {
      observer.disconnect();
      for (const list of media) list.removeEventListener('change', draw);
      chart?.destroy();
    },
  };
}
