/** The picture of errors by index: a canvas that zooms, base behind now. */
import uPlot from 'uplot';
import { countText } from '../../number-text.ts';
import { axisText, endsOf, powerTicks } from './axis.ts';
import { errorText, rangeText } from './envelope.ts';
import type { Envelope } from './envelope.ts';

export interface PlottedSide {
  readonly name: 'base' | 'now';
  readonly envelope: Envelope;
  /** What is marked at the foot: from an element to the one behind the last. */
  readonly marked: readonly (readonly [from: number, to: number])[];
}

/** Errors far apart are drawn on a scale that is linear about 0 and logarithmic beyond. */
const widest = 50;

const plotHeight = 220;

interface Colours {
  readonly text: string;
  readonly grid: string;
  readonly base: string;
  readonly baseFill: string;
  readonly now: string;
  readonly nowFill: string;
  readonly mark: string;
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
    mark: colour('--changed'),
  };
}

/** Largest number of the canvas: uPlot scales what it draws, and infinity has no place. */
const furthest = 3.4e38;

/** Both ends of each range, so that the line stays level along it, whatever comes next. */
function treads(values: readonly (number | null)[]): (number | null)[] {
  return values.flatMap((x) => {
    const drawn = x === null ? null : Math.min(furthest, Math.max(-furthest, x));
    return [drawn, drawn];
  });
}

export function plot(
  box: HTMLElement,
  sides: readonly PlottedSide[],
  width: number,
  say: (text: string) => void,
): uPlot {
  const colours = coloursOf(box);
  const { starts } = sides[0]!.envelope;
  const ranges = starts.length - 1;
  const data: (number | null)[][] = [
    starts.slice(0, -1).flatMap((start, i) => [start, starts[i + 1]!]),
    ...sides.flatMap(({ envelope: { lowest, highest } }) => [treads(lowest), treads(highest)]),
  ];
  const largest = data
    .slice(1)
    .reduce((most, row) => row.reduce<number>((m, x) => Math.max(m, Math.abs(x ?? 0)), most), 0);
  const logarithmic = largest > widest;
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
    height: plotHeight,
    padding: [10, 24, 0, 0],
    legend: { show: false },
    cursor: { points: { show: false }, drag: { x: true, y: false } },
    scales: {
      x: { time: false, range: (_, low, high) => [low, high] },
      y: {
        distr: logarithmic ? 4 : 1,
        asinh: 1,
        range: (_, low, high) => endsOf(low ?? 0, high ?? 0, logarithmic),
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
        ...(logarithmic
          ? {
              splits: (_: uPlot, __: number, low: number, high: number) => powerTicks(low, high, plotHeight - 60),
              filter: (_: uPlot, splits: number[]) => splits,
            }
          : {}),
        values: (_, splits) => splits.map((y) => (y === null ? '' : axisText(y))),
      },
    ],
    series: [
      {},
      ...sides.flatMap(({ name }): uPlot.Series[] =>
        ['lowest', 'highest'].map((edge) => ({
          label: `${name}, ${edge}`,
          stroke: name === 'base' ? colours.base : colours.now,
          width: 1.25,
          ...(name === 'base' ? { dash: [4, 3] } : {}),
          paths: uPlot.paths.linear!(),
          points: { show: false },
        })),
      ),
    ],
    bands: sides.map(({ name }, i) => ({
      series: [2 * i + 2, 2 * i + 1],
      fill: name === 'base' ? colours.baseFill : colours.nowFill,
    })),
    hooks: {
      draw: [(u) => sides.forEach((side) => drawMarks(u, side, side.name === 'base' ? colours.base : colours.mark))],
      setCursor: [
        (u) => {
          const x = u.cursor.left === undefined || u.cursor.left < 0 ? NaN : u.posToVal(u.cursor.left, 'x');
          const range = starts.findIndex((start, i) => i < ranges && x >= start && x < starts[i + 1]!);
          if (range < 0) return;
          const parts = sides.map(({ name, envelope: { lowest, highest } }) => {
            const text = errorText(lowest[range]!, highest[range]!);
            return `${name} ${lowest[range] === null ? text : text.replace(/( at most)?$/, ' ulp$1')}`;
          });
          say(`element ${rangeText(starts, range)}: ${[...parts].reverse().join(', ')}`);
        },
      ],
    },
  };
  return new uPlot(options, data as uPlot.AlignedData, box);
}

/** Bars at the foot, wide enough to be seen; those of base above those of now. */
function drawMarks({ ctx, bbox, valToPos }: uPlot, { name, marked }: PlottedSide, colour: string): void {
  const unit = devicePixelRatio;
  const height = 8 * unit;
  const bottom = bbox.top + bbox.height - (name === 'base' ? height + unit : 0);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = colour;
  for (const [from, to] of marked) {
    const [left, right] = [valToPos(from, 'x', true), valToPos(to, 'x', true)];
    const wide = Math.max(right - left, 5 * unit);
    ctx.fillRect((left + right - wide) / 2, bottom - height, wide, height);
  }
  ctx.restore();
}
