/**
 * Runs the tile kernels of `assembly/linear.ts` over a whole product: packs panels, keeps the sums of one tile in the memory of
 * the module (2.5 MiB, whatever the sizes of the matrices), and hands each finished element over.
 *
 * Every kernel has a scalar twin in TypeScript with the same bits, for engines without WebAssembly SIMD.
 */

import { wasmBase64 } from './generated/linear.ts';
import { tryInstantiate, type Kernel } from './instantiate.ts';

type Accumulate = (
  left: number,
  right: number,
  sums: number,
  leftPanels: number,
  rightPanels: number,
  depth: number,
) => void;

interface TileExports {
  readonly accumulateExactProducts: Accumulate;
  readonly accumulateSplitProducts: Accumulate;
  readonly accumulatePlain: Accumulate;
}

/** How a kernel wants its panels: values and, for Dekker's products, their heads and tails; its depth of a tile. */
interface TileShape {
  readonly kernel: keyof TileExports;
  readonly rightWidth: 2 | 4;
  readonly parts: 1 | 3;
  readonly depth: number;
}

const shapes: { readonly [kind in TileKind]: TileShape } = {
  exact: { kernel: 'accumulateExactProducts', rightWidth: 2, parts: 1, depth: 256 },
  split: { kernel: 'accumulateSplitProducts', rightWidth: 2, parts: 3, depth: 128 },
  plain: { kernel: 'accumulatePlain', rightWidth: 4, parts: 1, depth: 256 },
};

/** `exact`: anchored sums of products that are exact; `split`: of Dekker's products; `plain`: float64 sums in order. */
export type TileKind = 'exact' | 'split' | 'plain';

/** Veltkamp's factor 2^27 + 1 for p = 53. */
const SPLITTER = 134217729;

const LEFT_WIDTH = 4;
const TILE = 256;
const PANEL_BYTES = TILE * 128 * 3 * 8;
const PAGES = 40;

/** Order of bytes: WebAssembly's memory is little-endian, typed arrays are the machine's. */
const littleEndian = new Uint8Array(new Float64Array([1]).buffer)[7] !== 0;

let instance: Kernel<TileExports> | undefined | null = null;

function tileKernel(): Kernel<TileExports> | undefined {
  if (instance === null) instance = littleEndian ? tryInstantiate<TileExports>(wasmBase64, PAGES) : undefined;
  return instance;
}

/** Receives element (i, j): the anchored sum and its tail, or the plain sum and 0. */
export type ReceiveSum = (i: number, j: number, sum: number, tail: number) => void;

/**
 * The sums over k of left[i, k]·right[j, k], begun at `start`, for all rows i of `left` and j of `right` (both row-major with
 * `depth` columns: the right operand comes transposed).
 *
 * @param engine - 'scalar' asks for the twin in TypeScript; default: WebAssembly where there is any
 */
export function forEachProductSum(
  kind: TileKind,
  left: Float64Array,
  right: Float64Array,
  depth: number,
  start: number,
  receive: ReceiveSum,
  engine: 'simd' | 'scalar' = 'simd',
): void {
  if (left.length === 0 || right.length === 0) return;
  const kernel = engine === 'simd' ? tileKernel() : undefined;
  if (kernel === undefined) return forEachScalarSum(kind, left, right, depth, start, receive);
  const shape = shapes[kind];
  const accumulate = kernel.exports[shape.kernel];
  const memory = new Float64Array(kernel.memory.buffer);
  const sumsAt = PANEL_BYTES / 4;
  const rows = left.length / depth;
  const columns = right.length / depth;
  const { rightWidth } = shape;
  for (let i0 = 0; i0 < rows; i0 += TILE) {
    const height = Math.min(TILE, rows - i0);
    const leftPanels = Math.ceil(height / LEFT_WIDTH);
    for (let j0 = 0; j0 < columns; j0 += TILE) {
      const width = Math.min(TILE, columns - j0);
      const rightPanels = Math.ceil(width / rightWidth);
      clearSums(memory, sumsAt, leftPanels * rightPanels, kind, start);
      for (let k0 = 0; k0 < depth; k0 += shape.depth) {
        const k1 = Math.min(depth, k0 + shape.depth);
        packPanels(left, depth, i0, height, k0, k1, LEFT_WIDTH, shape.parts, memory, 0);
        packPanels(right, depth, j0, width, k0, k1, rightWidth, shape.parts, memory, PANEL_BYTES / 8);
        accumulate(0, PANEL_BYTES, 2 * PANEL_BYTES, leftPanels, rightPanels, k1 - k0);
      }
      for (let q = 0, at = sumsAt; q < rightPanels; q++) {
        const inPanel = Math.min(rightWidth, width - q * rightWidth);
        for (let p = 0; p < leftPanels; p++, at += 16) {
          const inLeft = Math.min(LEFT_WIDTH, height - p * LEFT_WIDTH);
          for (let r = 0; r < inLeft; r++) {
            const i = i0 + p * LEFT_WIDTH + r;
            for (let c = 0; c < inPanel; c++) {
              const j = j0 + q * rightWidth + c;
              if (kind === 'plain') receive(i, j, memory[at + 2 * r + (c & 1) + 8 * (c >> 1)], 0);
              else receive(i, j, memory[at + 2 * r + c], memory[at + 8 + 2 * r + c]);
            }
          }
        }
      }
    }
  }
}

/** Each pair of panels owns 16 sums: 8 anchored ones and their 8 tails, or 16 plain ones. */
function clearSums(memory: Float64Array, at: number, pairs: number, kind: TileKind, start: number): void {
  if (kind === 'plain') {
    memory.fill(start, at, at + 16 * pairs);
    return;
  }
  for (let pair = 0, o = at; pair < pairs; pair++, o += 16) {
    memory.fill(start, o, o + 8);
    memory.fill(0, o + 8, o + 16);
  }
}

function packPanels(
  source: Float64Array,
  depth: number,
  first: number,
  count: number,
  k0: number,
  k1: number,
  width: number,
  parts: 1 | 3,
  memory: Float64Array,
  at: number,
): void {
  const stride = width * parts;
  for (let v0 = 0, base = at; v0 < count; v0 += width, base += stride * (k1 - k0)) {
    // Lanes beyond the last vector keep what they held: lanes do not mix, and nobody reads their sums.
    for (let w = 0; w < width && v0 + w < count; w++) {
      const row = (first + v0 + w) * depth;
      if (parts === 1) {
        for (let k = row + k0, o = base + w; k < row + k1; k++, o += stride) memory[o] = source[k];
      } else {
        for (let k = row + k0, o = base + w; k < row + k1; k++, o += stride) {
          const x = source[k];
          const c = SPLITTER * x;
          const head = c - (c - x);
          memory[o] = x;
          memory[o + width] = head;
          memory[o + 2 * width] = x - head;
        }
      }
    }
  }
}

function forEachScalarSum(
  kind: TileKind,
  left: Float64Array,
  right: Float64Array,
  depth: number,
  start: number,
  receive: ReceiveSum,
): void {
  for (let i = 0; i < left.length / depth; i++) {
    for (let j = 0; j < right.length / depth; j++) {
      let sum = start;
      let tail = 0;
      for (let k = 0, a = i * depth, b = j * depth; k < depth; k++, a++, b++) {
        const x = left[a];
        const y = right[b];
        const product = x * y;
        const next = sum + product;
        if (kind === 'exact') {
          tail += product - (next - sum);
        } else if (kind === 'split') {
          const c = SPLITTER * x;
          const xh = c - (c - x);
          const xt = x - xh;
          const d = SPLITTER * y;
          const yh = d - (d - y);
          const yt = y - yh;
          tail += xt * yt - (product - xh * yh - xt * yh - xh * yt) + (product - (next - sum));
        }
        sum = next;
      }
      receive(i, j, sum, tail);
    }
  }
}
