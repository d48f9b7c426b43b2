/**
 * Makes a running instance of an embedded WebAssembly kernel, synchronously: assertions are synchronous, so their kernels must be.
 *
 * The modules are a few kilobytes. Some browsers refuse to compile larger ones synchronously on their main thread (old Chrome: above 4 KB);
 * callers with a scalar path fall back to it there, see {@link tryInstantiate}.
 */

/** The part of the WebAssembly interface that is used here; named so that no ambient library has to declare it. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface WebAssemblyInterface {
  readonly Memory: new (descriptor: { initial: number; maximum?: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Record<string, Record<string, unknown>>,
  ) => { readonly exports: Record<string, unknown> };
}

/** A kernel with its memory. `exports` holds the functions of the AssemblyScript source; the caller states their types. */
export interface Kernel<Exports> {
  readonly memory: WasmMemory;
  readonly exports: Exports;
}

/** Bytes in a page of WebAssembly memory. */
export const pageBytes = 65536;

/**
 * Instantiates a module that imports its memory as `env.memory`.
 *
 * @param base64 - the module, as embedded by scripts/build-kernels.mjs
 * @param pages - initial memory in pages of 64 KiB; grow it through the returned `memory` (views of its buffer are then stale)
 */
export function instantiate<Exports>(base64: string, pages = 1): Kernel<Exports> {
  const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly;
  const memory = new wasm.Memory({ initial: pages });
  const module = new wasm.Module(decodeBase64(base64));
  const instance = new wasm.Instance(module, { env: { memory, abort } });
  return { memory, exports: instance.exports as unknown as Exports };
}

/** As {@link instantiate}; `undefined` where the engine has no WebAssembly, no SIMD, or refuses to compile synchronously. */
export function tryInstantiate<Exports>(base64: string, pages = 1): Kernel<Exports> | undefined {
  try {
    return instantiate<Exports>(base64, pages);
  } catch {
    return undefined;
  }
}

function abort(): never {
  throw new Error('a WebAssembly kernel aborted');
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 (RFC 4648, padded) to bytes; in plain JavaScript, for engines without `atob`, `Buffer` or `Uint8Array.fromBase64`. */
export function decodeBase64(text: string): Uint8Array {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const value = new Uint8Array(128);
  for (let i = 0; i < 64; i++) value[alphabet.charCodeAt(i)] = i;
  for (let i = 0, o = 0; i < text.length; i += 4, o += 3) {
    const word =
      (value[text.charCodeAt(i)]! << 18) |
      (value[text.charCodeAt(i + 1)]! << 12) |
      (value[text.charCodeAt(i + 2)]! << 6) |
      value[text.charCodeAt(i + 3)]!;
    bytes[o] = word >> 16;
    if (o + 1 < bytes.length) bytes[o + 1] = (word >> 8) & 255;
    if (o + 2 < bytes.length) bytes[o + 2] = word & 255;
  }
  return bytes;
}
