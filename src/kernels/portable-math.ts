/**
 * Elementary functions in float64 with the same bits on every engine: WebAssembly compiled from `assembly/portable-math.ts`.
 *
 * `Math.exp` and its kin are implementation-defined and differ between engines, versions and processors; these use nothing but
 * exactly specified operations. Their measured errors stand in `docs/portable-math.md`.
 */
import { wasmBase64 } from './generated/portable-math.ts';
import { instantiate, pageBytes } from './instantiate.ts';
import type { WasmMemory } from './instantiate.ts';

/** Functions of one argument, in the order of the table in the WebAssembly module. */
export const portableUnary = [
  'exp',
  'exp2',
  'expm1',
  'ln',
  'log1p',
  'log2',
  'log10',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'cbrt',
  'erf',
  'erfc',
  'sigmoid',
  'softplus',
  'silu',
  'gelu',
  'geluTanh',
  'normalDistribution',
  'normalDensity',
] as const;

const portableBinary = ['pow', 'atan2', 'hypot'] as const;

export type PortableUnaryName = (typeof portableUnary)[number];
export type PortableBinaryName = (typeof portableBinary)[number];
export type PortableName = PortableUnaryName | PortableBinaryName;

interface Module {
  readonly memory: WasmMemory;
  readonly functions: Record<PortableUnaryName, (x: number) => number> &
    Record<PortableBinaryName, (x: number, y: number) => number> & {
      mapFloat64(index: number, input: number, output: number, length: number): void;
      mapFloat32(index: number, input: number, output: number, length: number): void;
    };
}

let loaded: Module | undefined;

function portableModule(): Module {
  if (loaded === undefined) {
    const { memory, exports } = instantiate<Module['functions']>(wasmBase64, 2);
    loaded = { memory, functions: exports };
  }
  return loaded;
}

/** The function of that name on float64 numbers. */
export function portableFunction(name: PortableUnaryName): (x: number) => number;
export function portableFunction(name: PortableName): (x: number, y: number) => number;
export function portableFunction(name: PortableName): (x: number, y: number) => number {
  return portableModule().functions[name] as (x: number, y: number) => number;
}

const chunk = 4096;
/** Behind the module's own tables, which fill a part of the first page. */
const scratch = pageBytes;

/** output[i] = f(input[i]), evaluated in float64; for a `Float32Array` rounded once to float32. The two may be the same array. */
export function mapPortable<T extends Float32Array | Float64Array>(name: PortableUnaryName, input: T, output: T): void {
  const { memory, functions } = portableModule();
  const index = portableUnary.indexOf(name);
  const wide = input instanceof Float64Array;
  const staging = wide
    ? new Float64Array(memory.buffer, scratch, chunk)
    : new Float32Array(memory.buffer, scratch, chunk);
  for (let at = 0; at < input.length; at += chunk) {
    const length = Math.min(chunk, input.length - at);
    staging.set(input.subarray(at, at + length));
    if (wide) functions.mapFloat64(index, scratch, scratch, length);
    else functions.mapFloat32(index, scratch, scratch, length);
    output.set(length === chunk ? staging : staging.subarray(0, length), at);
  }
}
