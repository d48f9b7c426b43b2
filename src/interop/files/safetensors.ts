/**
 * .safetensors: the header's length (64 bits), the header (JSON), the tensors' bytes, little-endian and row-major, one after another
 * without holes or overlap.
 *
 * Source: the format's description in the README of the safetensors repository.
 */
import type { NumericArray } from '../../compare/types.ts';
import { FileFormatError } from '../../errors.ts';
import { elementCount } from '../layout.ts';
import { fieldsOf, fileBytes, safeUint64 } from './file-bytes.ts';
import { bytesPerElement, elementsAt, fileElements } from './file-elements.ts';
import type { FileDtype } from './file-elements.ts';
import { refuseFile } from './file-error.ts';
import { parseSafetensorsHeader, safetensorsHeaderPart } from './safetensors-header.ts';
import type { SafetensorsHeader, TensorClaim } from './safetensors-header.ts';
import { utf8Bytes, utf8Text } from './utf8.ts';

const file = '.safetensors file';

/** The format's own limit on the header, in bytes. */
const longestHeader = 100_000_000;

/** Element types by the format's names. */
const dtypes: Readonly<Record<string, FileDtype>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F8_E4M3: 'float8_e4m3fn',
  F8_E5M2: 'float8_e5m2',
  I8: 'int8',
  I16: 'int16',
  I32: 'int32',
  I64: 'int64',
  U8: 'uint8',
  U16: 'uint16',
  U32: 'uint32',
  U64: 'uint64',
  BOOL: 'bool',
  C64: 'complex64',
};

interface Parts {
  readonly header: SafetensorsHeader;
  readonly data: Uint8Array;
}

function partsOf(bytes: Uint8Array): Parts {
  const whole = fileBytes(bytes, file);
  if (whole.length < 8) refuseFile(file, `it ends within the header's length: ${whole.length} bytes, 8 are due.`);
  const length = safeUint64(fieldsOf(whole), 0);
  if (length === undefined || length > longestHeader) {
    refuseFile(file, `its header claims ${length ?? 'more than 2^53'} bytes; ${longestHeader} are the most.`);
  }
  if (length > whole.length - 8) {
    refuseFile(file, `its header claims ${length} bytes, ${whole.length - 8} are present.`);
  }
  const text = utf8Text(whole.subarray(8, 8 + length)) ?? refuseFile(safetensorsHeaderPart, 'it is not UTF-8 text.');
  return { header: parseSafetensorsHeader(text), data: whole.subarray(8 + length) };
}

/** The format allows no byte that no tensor owns and none that two own. */
function checkPlaces(tensors: readonly TensorClaim[], present: number): void {
  const sorted = [...tensors].sort((a, b) => a.start - b.start || a.end - b.end);
  let next = 0;
  for (const { name, start, end } of sorted) {
    if (start !== next || end < start) {
      refuseFile(
        file,
        `the tensor ${JSON.stringify(name)} claims bytes ${start} to ${end}, but ${next} is where it must begin.`,
      );
    }
    next = end;
  }
  if (next !== present) refuseFile(file, `its tensors claim ${next} bytes, ${present} are present after the header.`);
}

function readTensor({ name, dtype: code, shape, start, end }: TensorClaim, data: Uint8Array): NumericArray {
  const part = `${file}, tensor ${JSON.stringify(name)}`;
  const dtype = Object.hasOwn(dtypes, code) ? dtypes[code] : undefined;
  if (dtype === undefined) {
    refuseFile(
      part,
      `the type ${JSON.stringify(code)} cannot be read; ${Object.keys(dtypes).join(', ')} are. Save it as one of them.`,
    );
  }
  const count = elementCount(shape);
  if (count === undefined || count * bytesPerElement(dtype) !== end - start) {
    const claimed = shape.reduce((product, extent) => product * BigInt(extent), BigInt(bytesPerElement(dtype)));
    refuseFile(
      part,
      `shape [${shape.join(', ')}] of ${code} claims ${claimed} bytes, its data_offsets hold ${end - start}.`,
    );
  }
  return { ...elementsAt(data, start, count, dtype, true, part), shape, source: file };
}

/**
 * Reads the tensors of a .safetensors file by name. float16, bfloat16 and float8 come as raw bits. The record has no prototype: any name
 * is safe. Tensors share memory with `bytes` where alignment allows.
 *
 * Guarantee: every byte of the file is owned by exactly one tensor or the header, and every tensor has the size that its shape and type
 * claim; nothing is allocated by a claim alone.
 *
 * @throws FileFormatError for every file that is not such.
 */
export function readSafetensors(bytes: Uint8Array): Record<string, NumericArray> {
  const { header, data } = partsOf(bytes);
  checkPlaces(header.tensors, data.length);
  const arrays = Object.create(null) as Record<string, NumericArray>;
  for (const tensor of header.tensors) arrays[tensor.name] = readTensor(tensor, data);
  return arrays;
}

/** The strings that a .safetensors file carries in `__metadata__`. The record has no prototype. */
export function readSafetensorsMetadata(bytes: Uint8Array): Record<string, string> {
  const metadata = Object.create(null) as Record<string, string>;
  for (const [key, value] of partsOf(bytes).header.metadata) metadata[key] = value;
  return metadata;
}

/** What to write beside the tensors. */
export interface SafetensorsOptions {
  /** Strings by name. Default none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes tensors, anything that `toNumericArray` takes, by name, the widest elements first and names in order of their code units, so that every tensor is aligned and equal
 * tensors give equal bytes. Views are written row-major.
 *
 * @throws FileFormatError for element types that the format lacks (complex128, unlimited integers), for elements that an array's type
 * does not have, and for the name `__metadata__`.
 */
export function writeSafetensors(
  arrays: Readonly<Record<string, unknown>>,
  options: SafetensorsOptions = {},
): Uint8Array {
  const tensors = Object.entries(arrays).map(([name, array]) => writtenTensor(name, array));
  tensors.sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
  const fields: string[] = [];
  const metadata = Object.entries(options.metadata ?? {});
  for (const [key, value] of metadata) {
    if (typeof value !== 'string')
      refuseFile('writeSafetensors', `metadata '${key}' must be a string, got a ${typeof value}.`);
  }
  if (metadata.length > 0) {
    const pairs = metadata.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    fields.push(`"__metadata__":{${pairs.join(',')}}`);
  }
  let dataLength = 0;
  for (const { name, code, shape, bytes } of tensors) {
    const end = dataLength + bytes.length;
    fields.push(
      `${JSON.stringify(name)}:{"dtype":"${code}","shape":[${shape.join(',')}],"data_offsets":[${dataLength},${end}]}`,
    );
    dataLength = end;
  }
  const json = utf8Bytes(`{${fields.join(',')}}`);
  const headerLength = 8 * Math.ceil(json.length / 8);
  if (headerLength > longestHeader)
    refuseFile('writeSafetensors', `a header of ${headerLength} bytes; ${longestHeader} are the most.`);
  const result = new Uint8Array(8 + headerLength + dataLength);
  fieldsOf(result).setBigUint64(0, BigInt(headerLength), true);
  result.fill(0x20, 8, 8 + headerLength);
  result.set(json, 8);
  let at = 8 + headerLength;
  for (const { bytes } of tensors) {
    result.set(bytes, at);
    at += bytes.length;
  }
  return result;
}

interface WrittenTensor {
  readonly name: string;
  readonly code: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly bytes: Uint8Array;
}

function writtenTensor(name: string, numbers: unknown): WrittenTensor {
  if (name === '__metadata__') {
    throw new FileFormatError(
      "writeSafetensors: '__metadata__' is the format's own name. Give the tensor another, or options.metadata.",
    );
  }
  const part = `writeSafetensors, tensor '${name}'`;
  const { array, dtype, bytes } = fileElements(numbers, part);
  const code = Object.keys(dtypes).find((key) => dtypes[key] === dtype);
  if (code === undefined)
    refuseFile(part, `the format has no ${dtype}. Write .npz, or real and imaginary parts apart.`);
  return { name, code, shape: array.shape, size: bytesPerElement(dtype), bytes };
}
