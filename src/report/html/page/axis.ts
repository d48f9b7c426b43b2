/** The scale of signed errors: linear, or linear about 0 and logarithmic beyond, as asinh is. */
import { sizeText } from '../../number-text.ts';

/** Share of the height that is left free beyond the largest error. */
const room = 0.06;

/** Pixels between labels, at least. */
const gap = 18;

/**
 * Labels of the scale where it is logarithmic: 0 and powers of ten, as many as have room, evenly spread; below a hundred, where those are two,
 * their doubles and halves too.
 */
export function powerTicks(low: number, high: number, pixels: number): number[] {
  const unit = pixels / (Math.asinh(high) - Math.asinh(low));
  const largest = Math.max(-low, high);
  const positive = largest < 100 ? fewFrom(largest, unit) : powersOfTen(unit);
  return [0, ...positive.flatMap((tick) => [tick, -tick])]
    .filter((tick) => tick >= low && tick <= high)
    .sort((a, b) => a - b);
}

function powersOfTen(unit: number): number[] {
  const decades = Math.max(1, Math.ceil(gap / (unit * Math.LN10)));
  const powers = unit * Math.asinh(1) >= gap ? [1] : [];
  for (let exponent = decades; exponent < 39; exponent += decades) powers.push(Number(`1e${exponent}`));
  return powers;
}

/** 5, 2, 1, 0.5 … times a power of ten, from the largest down, those with room. */
function fewFrom(largest: number, unit: number): number[] {
  const kept: number[] = [];
  const top = Math.floor(Math.log10(largest));
  for (let exponent = top; exponent > top - 3; exponent--) {
    for (const factor of [5, 2, 1]) {
      const tick = Number(`${factor}e${exponent}`);
      const at = Math.asinh(tick) * unit;
      const above = kept.length === 0 ? Infinity : Math.asinh(kept.at(-1)!) * unit;
      if (tick <= largest && at >= gap && above - at >= gap) kept.push(tick);
    }
  }
  return kept;
}

/** Ends of the scale: from the lowest to the highest, 0 among them, with room that is seen on a logarithmic scale too. */
export function endsOf(low: number, high: number, logarithmic: boolean): [number, number] {
  const [to, from] = logarithmic ? [Math.asinh, Math.sinh] : [(x: number) => x, (x: number) => x];
  const [bottom, top] = [to(Math.min(low, 0)), to(Math.max(high, 0))];
  const free = bottom === top ? 1 : room * (top - bottom);
  // a little below 0 too, where the marks are
  return [from(bottom - free), from(top + free)];
}

/** What fits beside the axis. */
export function axisText(y: number): string {
  return Math.abs(y) < 1e5 ? sizeText(y) : y.toExponential().replace('+', '');
}
