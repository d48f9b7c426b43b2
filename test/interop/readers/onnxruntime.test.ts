/** The real libraries: onnxruntime-web's Tensor and its WebAssembly session, @huggingface/transformers' Tensor. */
import { Tensor as TransformersTensor } from '@huggingface/transformers';
import * as ort from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { ComparisonError, FormatError } from '../../../src/errors.ts';
import { toNumericArray } from '../../../src/interop/index.ts';

const { Tensor } = ort;

describe('onnxruntime tensors', () => {
  test.each([
    ['float32', Float32Array.of(1, 2)],
    ['float64', Float64Array.of(1, 2)],
    ['int8', Int8Array.of(1, -2)],
    ['uint8', Uint8Array.of(1, 2)],
    ['int16', Int16Array.of(1, -2)],
    ['uint16', Uint16Array.of(1, 2)],
    ['int32', Int32Array.of(1, -2)],
    ['uint32', Uint32Array.of(1, 2)],
    ['int64', BigInt64Array.of(1n, -2n)],
    ['uint64', BigUint64Array.of(1n, 2n)],
    ['bool', Uint8Array.of(1, 0)],
  ] as const)('of type %s are read', (type, data) => {
    const tensor = new Tensor(type as 'float32', data as Float32Array, [2, 1]);
    expect(toNumericArray(tensor)).toEqual({ data, shape: [2, 1], dtype: type, source: 'onnxruntime tensor' });
  });

  test('float16 in a Uint16Array is read as raw bits', () => {
    const tensor = new Tensor('float16', Uint16Array.of(0x3c00, 0xc000), [2]);
    expect(toNumericArray(tensor)).toMatchObject({
      dtype: 'float16',
      encoding: 'bits',
      data: Uint16Array.of(0x3c00, 0xc000),
    });
  });

  const Float16 = (globalThis as { Float16Array?: { from: (values: number[]) => Uint16Array } }).Float16Array;
  test.skipIf(Float16 === undefined)('float16 in a Float16Array is read as values', () => {
    const tensor = new Tensor('float16', Float16?.from([1, -2]) as Uint16Array, [2]);
    expect(toNumericArray(tensor).encoding).toBeUndefined();
    expect(Array.from(toNumericArray(tensor).data as Uint16Array)).toEqual([1, -2]);
  });

  test('pinned memory is read, data elsewhere is refused with what to await', () => {
    expect(toNumericArray(Tensor.fromPinnedBuffer('float32', Float32Array.of(1), [1])).shape).toEqual([1]);
    const onGpu = Tensor.fromGpuBuffer({} as never, {
      dataType: 'float32',
      dims: [1],
      download: () => Promise.resolve(Float32Array.of(3)),
    });
    expect(() => toNumericArray(onGpu)).toThrow(ComparisonError);
    expect(() => toNumericArray(onGpu)).toThrow(/'gpu-buffer'.*await tensor\.getData\(\)/);
  });

  test('the advice for data elsewhere works', async () => {
    const onGpu = Tensor.fromGpuBuffer({} as never, {
      dataType: 'float32',
      dims: [1],
      download: () => Promise.resolve(Float32Array.of(3)),
    });
    await onGpu.getData();
    expect(toNumericArray(onGpu).data).toEqual(Float32Array.of(3));
  });

  test('a disposed tensor is refused', () => {
    const tensor = new Tensor('float32', Float32Array.of(1), [1]);
    tensor.dispose();
    expect(() => toNumericArray(tensor)).toThrow(ComparisonError);
    expect(() => toNumericArray(tensor)).toThrow(/disposed/);
  });

  test('strings and packed four-bit integers are refused', () => {
    expect(() => toNumericArray(new Tensor('string', ['a'], [1]))).toThrow(/strings/);
    expect(() => toNumericArray(new Tensor('int4', Uint8Array.of(1), [1]))).toThrow(/packed.*Cast/);
    expect(() => toNumericArray(new Tensor('uint4', Uint8Array.of(1), [1]))).toThrow(/packed.*Cast/);
  });

  test('an element type of the future is refused by name', () => {
    const tensor = new Tensor('float32', Float32Array.of(1), [1]);
    Object.defineProperty(tensor, 'type', { value: 'float8' });
    expect(() => toNumericArray(tensor)).toThrow(FormatError);
  });

  test('dims that no longer fit the data are refused', () => {
    const tensor = new Tensor('float32', Float32Array.of(1, 2), [2]);
    (tensor.dims as number[])[0] = 3;
    expect(() => toNumericArray(tensor)).toThrow(/has 3 elements, but the data holds 2/);
  });
});

/** A model in ONNX' protobuf: y = x + x over two float32 numbers. */
function doublingModel(): Uint8Array {
  const bytes = (field: number, content: readonly number[]): number[] => [(field << 3) | 2, content.length, ...content];
  const integer = (field: number, value: number): number[] => [field << 3, value];
  const text = (field: number, value: string): number[] => bytes(field, [...Buffer.from(value)]);
  const float32 = 1;
  const shape = bytes(2, bytes(1, integer(1, 2)));
  const vector = (name: string): number[] => [
    ...text(1, name),
    ...bytes(2, bytes(1, [...integer(1, float32), ...shape])),
  ];
  const node = [...text(1, 'x'), ...text(1, 'x'), ...text(2, 'y'), ...text(4, 'Add')];
  const graph = [...bytes(1, node), ...text(2, 'doubling'), ...bytes(11, vector('x')), ...bytes(12, vector('y'))];
  return Uint8Array.from([...integer(1, 8), ...bytes(7, graph), ...bytes(8, integer(2, 13))]);
}

test('the output of a session is read', async () => {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(doublingModel());
  const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(0.1, -3), [2]) });
  const { data, shape } = toNumericArray(y);
  expect(shape).toEqual([2]);
  // Doubling is exact in binary.
  expect(data).toEqual(Float32Array.of(0.1, -3).map((x) => 2 * x));
  await session.release();
});

describe('transformers.js tensors', () => {
  test('are read through the ONNX Runtime tensor inside', () => {
    const tensor = new TransformersTensor('float32', Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    expect(toNumericArray(tensor)).toEqual({
      data: Float32Array.of(1, 2, 3, 4, 5, 6),
      shape: [2, 3],
      dtype: 'float32',
      source: 'transformers.js tensor',
    });
    expect(toNumericArray(tensor.transpose(1, 0))).toMatchObject({
      data: Float32Array.of(1, 4, 2, 5, 3, 6),
      shape: [3, 2],
    });
    expect(toNumericArray(tensor.slice(null, [1, 3]))).toMatchObject({
      data: Float32Array.of(2, 3, 5, 6),
      shape: [2, 2],
    });
  });

  test('of int64 and bool are read', () => {
    expect(toNumericArray(new TransformersTensor('int64', [1n, 2n], [2])).data).toEqual(BigInt64Array.of(1n, 2n));
    expect(toNumericArray(new TransformersTensor('bool', Uint8Array.of(1, 0), [2])).dtype).toBe('bool');
  });

  test('of float16 are read as raw bits', () => {
    const tensor = new TransformersTensor('float16', Uint16Array.of(0x3c00), [1]);
    expect(toNumericArray(tensor)).toMatchObject({ dtype: 'float16', encoding: 'bits' });
  });

  test('disposed ones are refused', () => {
    const tensor = new TransformersTensor('float32', Float32Array.of(1), [1]);
    tensor.dispose();
    expect(() => toNumericArray(tensor)).toThrow(/transformers\.js tensor: it is disposed/);
  });
});
