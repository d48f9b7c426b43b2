/**
 * The table of what may be compared besides JavaScript's own numbers: one row a kind of foreign tensor. Rows are recognised by what
 * the objects offer, never by importing their library; the first that recognises a value reads it.
 */
import type { Reader } from '../compare/types.ts';
import { readDataAndShape } from './readers/data-and-shape.ts';
import { readMathjsMatrix } from './readers/mathjs.ts';
import { readMlMatrix } from './readers/ml-matrix.ts';
import { readNdarray } from './readers/ndarray.ts';
import { readOnnxruntimeTensor, readTransformersTensor } from './readers/onnxruntime.ts';
import { readStdlibNdarray } from './readers/stdlib.ts';
import { readTfjsBuffer, readTfjsTensor } from './readers/tfjs.ts';

/** Readers in the order in which they are asked: the one for `{ data, shape }` last, because others' tensors look like it. */
export const readers: readonly Reader[] = [
  readTfjsTensor,
  readTfjsBuffer,
  readTransformersTensor,
  readOnnxruntimeTensor,
  readNdarray,
  readStdlibNdarray,
  readMlMatrix,
  readMathjsMatrix,
  readDataAndShape,
];
