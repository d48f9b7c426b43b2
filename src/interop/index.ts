/**
 * What may be compared: a table of readers for other libraries' tensors, recognised by what they offer and never imported, and the files
 * `.npy`, `.npz` and `.safetensors` as pure functions on bytes. Whatever comes in, its claims about sizes are held against the memory
 * present before a single element is read.
 */
export { compare } from './compare.ts';
export { oracle } from './oracle.ts';
export { readers } from './readers.ts';
export { toNumericArray } from './to-numeric-array.ts';
export { readNpy, writeNpy } from './files/npy.ts';
export { readNpz, writeNpz } from './files/npz.ts';
export type { NpzOptions } from './files/npz.ts';
export { readSafetensors, readSafetensorsMetadata, writeSafetensors } from './files/safetensors.ts';
export type { SafetensorsOptions } from './files/safetensors.ts';
