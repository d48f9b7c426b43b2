/**
 * NumPy's .npy: magic `\x93NUMPY`, version, header length, header, elements without gaps.
 *
 * Source: NumPy's format description, numpy/lib/format.py. Versions 1.0 (16-bit header length), 2.0 (32-bit) and 3.0 (UTF-8 names of
 * fields, which only structured arrays have) are read; 1.0 is written.
 */
import type { NumericArray } from '../../compare/types.ts';
import { columnMajorStrides, elementCount } from '../layout.ts';
import { fieldsOf, fileBytes } from './file-bytes.ts';
import { bytesPerElement, elementsAt, fileElements } from './file-elements.ts';
import type { FileDtype } from './file-elements.ts';
import { refuseFile } from './file-error.ts';
import { parseNpyHeader } from './npy-header.ts';

const file = '.npy file';
const magic: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Only structured arrays, which are not read, have longer headers. */
const longestHeader = 65_535;

function headerPlace(bytes: Uint8Array): { start: number; end: number } {
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) {
    refuseFile(
      file,
      `it does not begin with \\x93NUMPY and a version, in ${bytes.length} bytes. Write the file with numpy.save.`,
    );
  }
  const [major, minor] = bytes.subarray(6, 8);
  if (major < 1 || major > 3 || minor !== 0) {
    refuseFile(file, `its version is ${major}.${minor}; 1.0, 2.0 and 3.0 are read.`);
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start)
    refuseFile(file, `it ends within the header's length: ${bytes.length} bytes, ${start} are due.`);
  const fields = fieldsOf(bytes);
  const length = major === 1 ? fields.getUint16(8, true) : fields.getUint32(8, true);
  if (length > longestHeader)
    refuseFile(file, `its header claims ${length} bytes; ${longestHeader} are the most that are read.`);
  if (length > bytes.length - start) {
    refuseFile(file, `its header claims ${length} bytes, ${bytes.length - start} are present.`);
  }
  return { start, end: start + length };
}

/**
 * Reads a .npy file of numbers.
 *
 * Row-major without strides, or column-major (`fortran_order`) by strides. float16 comes as raw bits. The result shares memory with
 * `bytes` where byte order and alignment allow.
 *
 * Guarantee: `data` holds exactly the elements that the shape claims; nothing is allocated before the claim was held against the bytes
 * present.
 *
 * @throws FileFormatError for every file that is not such.
 */
export function readNpy(bytes: Uint8Array): NumericArray {
  const whole = fileBytes(bytes, file);
  const { start, end } = headerPlace(whole);
  // All that is expected in the header is ASCII; any other byte becomes a letter that the parser refuses.
  const text = String.fromCharCode(...whole.subarray(start, end));
  const { dtype, littleEndian, fortranOrder, shape } = parseNpyHeader(text);
  const count = elementCount(shape);
  const size = bytesPerElement(dtype);
  const present = whole.length - end;
  if (count === undefined || count * size !== present) {
    const claimed = shape.reduce((product, extent) => product * BigInt(extent), BigInt(size));
    refuseFile(
      file,
      `shape (${shape.join(', ')}) of ${dtype} claims ${claimed} bytes, ${present} are present after the header.`,
    );
  }
  const elements = elementsAt(whole, end, count, dtype, littleEndian, file);
  // Axes of one element have no order: such arrays are row-major too.
  const strided = fortranOrder && count > 1 && shape.filter((extent) => extent > 1).length > 1;
  return { ...elements, shape, ...(strided ? { strides: columnMajorStrides(shape) } : {}), source: file };
}

/** Type codes as written: little-endian, `|` where there is no order to have. */
const codes: { readonly [D in FileDtype]?: string } = {
  float16: '<f2',
  float32: '<f4',
  float64: '<f8',
  int8: '|i1',
  int16: '<i2',
  int32: '<i4',
  int64: '<i8',
  uint8: '|u1',
  uint16: '<u2',
  uint32: '<u4',
  uint64: '<u8',
  bool: '|b1',
  complex64: '<c8',
  complex128: '<c16',
};

/**
 * Writes numbers, anything that `toNumericArray` takes, as a .npy file, version 1.0, little-endian and row-major, with the elements 64-byte aligned as numpy.save has them.
 *
 * @throws FileFormatError for element types that NumPy lacks (bfloat16, float8, unlimited integers) and for elements that the array's
 * type does not have; ComparisonError for an array whose memory does not bear out its shape.
 */
export function writeNpy(numbers: unknown): Uint8Array {
  const { array, dtype, bytes } = fileElements(numbers, 'writeNpy');
  const code = codes[dtype];
  if (code === undefined)
    refuseFile('writeNpy', `NumPy has no ${dtype}. Write .safetensors, or the values as float32.`);
  const { shape } = array;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const literal = `{'descr': '${code}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Magic, version and length take 10 bytes, the closing newline one.
  const end = 64 * Math.ceil((10 + literal.length + 1) / 64);
  const header = `${literal.padEnd(end - 11)}\n`;
  const result = new Uint8Array(end + bytes.length);
  result.set([...magic, 1, 0]);
  fieldsOf(result).setUint16(8, end - 10, true);
  for (let i = 0; i < header.length; i++) result[10 + i] = header.charCodeAt(i);
  result.set(bytes, end);
  return result;
}
