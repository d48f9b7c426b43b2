/** Expected values: fixtures/files/facts.json, written by NumPy; damaged archives are made here, byte by byte. */
import { spawnSync } from 'node:child_process';
import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { ComparisonError, FileFormatError } from '../../../src/errors.ts';
import { crc32 } from '../../../src/interop/files/crc32.ts';
import { readNpz, toNumericArray, writeNpy, writeNpz } from '../../../src/interop/index.ts';
import { bytesOf } from '../row-major.ts';
import { bytesOfFile, facts } from './fixtures.ts';

const files = ['stored.npz', 'deflated.npz', 'streamed.npz'];

interface Entry {
  readonly name?: string;
  readonly localName?: string;
  readonly contents?: Uint8Array;
  readonly compressed?: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly localFlags?: number;
  readonly size?: number;
  readonly compressedSize?: number;
  readonly crc?: number;
  readonly offset?: number;
  readonly localSize?: number;
  readonly extra?: Uint8Array;
}

const one = writeNpy(toNumericArray(Float32Array.of(1, 2)));

function little(bytes: number, value: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 255);
}

/** An archive that says what the test wants it to say. */
function zip(
  entries: readonly Entry[],
  end: { count?: number; size?: number; start?: number; disk?: number; comment?: number[] } = {},
): Uint8Array {
  const local: number[] = [];
  const central: number[] = [];
  for (const entry of entries) {
    const { name = 'a.npy', method = 0, flags = 0, contents = one, extra = new Uint8Array() } = entry;
    const { compressed = contents, size = contents.length, crc = crc32(contents) } = entry;
    const { compressedSize = compressed.length, offset = local.length, localName = name, localFlags = flags } = entry;
    const fields = [...little(2, method), ...little(4, 0), ...little(4, crc), ...little(4, compressedSize)];
    const head = (raw: Buffer, claimed: number, flag: number): number[] => [
      ...little(2, 20),
      ...little(2, flag),
      ...fields,
      ...little(4, claimed),
      ...little(2, raw.length),
      ...little(2, extra.length),
    ];
    const rawLocal = Buffer.from(localName);
    const raw = Buffer.from(name);
    local.push(
      ...little(4, 0x04034b50),
      ...head(rawLocal, entry.localSize ?? size, localFlags),
      ...rawLocal,
      ...extra,
      ...compressed,
    );
    central.push(
      ...little(4, 0x02014b50),
      ...little(2, 20),
      ...head(raw, size, flags),
      ...little(10, 0),
      ...little(4, offset),
      ...raw,
      ...extra,
    );
  }
  const { count = entries.length, size = central.length, start = local.length, disk = 0, comment = [] } = end;
  return Uint8Array.from([
    ...local,
    ...central,
    ...little(4, 0x06054b50),
    ...little(2, disk),
    ...little(2, disk),
    ...little(2, count),
    ...little(2, count),
    ...little(4, size),
    ...little(4, start),
    ...little(2, comment.length),
    ...comment,
  ]);
}

describe("NumPy's own archives", () => {
  test.each(files)('%s has the arrays that NumPy says', (name) => {
    const arrays = readNpz(bytesOfFile(name));
    expect(Object.keys(arrays)).toEqual(Object.keys(facts.arrays[name]));
    for (const [key, fact] of Object.entries(facts.arrays[name])) {
      expect(arrays[key], key).toMatchObject({ dtype: fact.dtype, shape: fact.shape, source: '.npz file' });
      expect(bytesOf(arrays[key]), key).toBe(fact.bytes);
    }
  });

  test('an array named __proto__ is an array like the others', () => {
    const arrays = readNpz(bytesOfFile('stored.npz'));
    expect(Object.getPrototypeOf(arrays)).toBeNull();
    expect(arrays['__proto__'].data).toEqual(Int32Array.of(1, 2));
    expect(({} as { data?: unknown }).data).toBeUndefined();
  });

  test.each(files)('%s read and written again has the same arrays', (name) => {
    const arrays = readNpz(writeNpz(readNpz(bytesOfFile(name))));
    for (const [key, fact] of Object.entries(facts.arrays[name])) expect(bytesOf(arrays[key]), key).toBe(fact.bytes);
  });

  test('equal arrays give equal archives', () => {
    const write = (): Uint8Array => writeNpz({ a: toNumericArray([1, 2]), b: toNumericArray(3) });
    expect(write()).toEqual(write());
  });

  test('an empty archive has no arrays', () => {
    expect(Object.keys(readNpz(writeNpz({})))).toEqual([]);
  });
});

describe('CRC-32', () => {
  test("of '123456789' is 0xCBF43926, the check value of the standard", () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array())).toBe(0);
  });
});

describe('archives that lie', () => {
  const deflated = deflateSync(one);

  test('the archive of the next tests is read where it tells the truth', () => {
    expect(readNpz(zip([{}])).a.data).toEqual(Float32Array.of(1, 2));
    expect(readNpz(zip([{ method: 8, compressed: deflated }])).a.data).toEqual(Float32Array.of(1, 2));
    expect(readNpz(zip([{}], { comment: [1, 2, 3] })).a.shape).toEqual([2]);
    expect(Object.keys(readNpz(zip([{}, { name: 'b.npy' }])))).toEqual(['a', 'b']);
    // Size first, compressed size second, in the extra field of 64-bit values.
    const extra = Uint8Array.from([
      ...little(2, 1),
      ...little(2, 16),
      ...little(8, one.length),
      ...little(8, deflated.length),
    ]);
    const large = { method: 8, compressed: deflated, size: 0xffffffff, compressedSize: 0xffffffff, extra };
    expect(readNpz(zip([large])).a.data).toEqual(Float32Array.of(1, 2));
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['a stored size that differs', zip([{ size: 10 }]), /claims 10 bytes in 136/],
    [
      'a compressed size beyond the archive',
      zip([{ compressedSize: 1e6, size: 1e6 }]),
      /claims 1000000 bytes, 136 are present/,
    ],
    [
      'a size smaller than the contents',
      zip([{ method: 8, compressed: deflated, size: 130 }]),
      /claims 130|more than the 130/,
    ],
    [
      'a size larger than the contents',
      zip([{ method: 8, compressed: deflated, size: 140 }]),
      /claims 140 bytes, 136 are present/,
    ],
    [
      'a size that deflate cannot reach',
      zip([{ method: 8, compressed: deflated, size: 5e8 }]),
      /more than \d+ deflated bytes can hold/,
    ],
    ['a CRC-32 that differs', zip([{ crc: 1 }]), /CRC-32 is claimed to be 00000001 and is/],
    ['damaged deflate', zip([{ method: 8, compressed: deflated.map((byte) => byte ^ 0x5a) }]), /damaged|claims|CRC/],
    ['no deflated bytes', zip([{ method: 8, compressed: new Uint8Array(), size: 0, contents: one }]), /CRC|claims/],
    ['two arrays of one name', zip([{}, {}]), /two entries named 'a\.npy'/],
    ['entries that share bytes', zip([{}, { name: 'b.npy', offset: 0, localName: 'b.npy' }]), /disagree|share/],
    ['an encrypted entry', zip([{ flags: 1 }]), /encrypted/],
    ['a strongly encrypted entry', zip([{ flags: 64 }]), /encrypted/],
    ['a masked header', zip([{ flags: 1 << 13 }]), /encrypted/],
    ['a patch', zip([{ flags: 32 }]), /patch/],
    ['bzip2', zip([{ method: 12 }]), /method 12/],
    ['headers with other names', zip([{ localName: 'b.npy' }]), /disagree in name/],
    ['headers with other flags', zip([{ localFlags: 2 }]), /disagree in name, flags/],
    ['headers with other sizes', zip([{ localSize: 12 }]), /disagree: size 12 and 136/],
    ['an offset without header', zip([{ offset: 3 }]), /should be at byte 3/],
    ['an offset beyond the archive', zip([{ offset: 1e9 }]), /should be at byte 1000000000/],
    ['more entries than present', zip([{}], { count: 2 }), /too few|claims 2 entries/],
    ['fewer entries than present', zip([{}, { name: 'b.npy' }], { count: 1 }), /bytes beyond the 1 entries/],
    ['a directory elsewhere', zip([{}], { start: 10 }), /claims bytes 10 to/],
    ['a directory of another size', zip([{}], { size: 10 }), /claims bytes/],
    ['several disks', zip([{}], { disk: 1 }), /several disks/],
    ['a zip64 directory', zip([{}], { count: 0xffff }), /zip64/],
    ['64-bit sizes that are missing', zip([{ size: 0xffffffff, compressedSize: 0xffffffff }]), /claims 64-bit sizes/],
    [
      '64-bit sizes that are cut',
      zip([{ size: 0xffffffff, compressedSize: 0xffffffff, extra: Uint8Array.of(1, 0, 4, 0, 1, 2, 3, 4) }]),
      /64-bit sizes are cut/,
    ],
    [
      '64-bit sizes beyond 2^53',
      zip([{ size: 0xffffffff, extra: Uint8Array.of(1, 0, 8, 0, 255, 255, 255, 255, 255, 255, 255, 255) }]),
      /beyond 2\^53/,
    ],
    ['a name that is not UTF-8', zip([{ name: 'é.npy', flags: 0 }]), /not UTF-8/],
    ['another kind of file inside', zip([{ name: 'a.txt' }]), /'a\.txt' is no \.npy file/],
    ['a damaged .npy inside', zip([{ contents: one.subarray(0, 100) }]), /array 'a': \.npy/],
    ['bytes before the archive', Uint8Array.from([0, ...zip([{}])]), /claims bytes/],
    ['bytes after the archive', Uint8Array.from([...zip([{}]), 0]), /no end record/],
    ['no bytes', new Uint8Array(), /no end record in 0 bytes/],
    ['a .npy file', one, /no end record/],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => readNpz(bytes)).toThrow(FileFormatError);
    expect(() => readNpz(bytes)).toThrow(message);
  });

  test('a name that leaves the directory is refused', () => {
    const archive = zip([{}]);
    const central = archive.length - 22 - 46 - 5;
    new DataView(archive.buffer).setUint16(central + 28, 6, true);
    expect(() => readNpz(archive)).toThrow(/entry 0 of its directory claims 52 bytes, 51 are present/);
  });

  test('overlapping entries with headers of their own are refused', () => {
    // The first entry claims the second, header and all, as its own contents.
    const second = zip([{ name: 'b.npy' }]).subarray(0, 30 + 5 + one.length);
    const archive = zip([
      { contents: second, name: 'a.npy' },
      { name: 'b.npy', offset: 30 + 5 },
    ]);
    expect(() => readNpz(archive)).toThrow(/share bytes/);
  });

  test('a bomb is refused by the sum of its claims, before anything is inflated', () => {
    const zeros = deflateSync(new Uint8Array(1e6));
    const entry = { method: 8, compressed: zeros, contents: new Uint8Array(1e6) };
    const archive = zip([
      { ...entry, name: 'a.npy' },
      { ...entry, name: 'b.npy' },
    ]);
    expect(() => readNpz(archive, { maxBytes: 1.5e6 })).toThrow(/claim 2000000 bytes, more than the limit of 1500000/);
    expect(() => readNpz(archive, { maxBytes: 2e6 })).toThrow(/does not begin/);
    expect(() => readNpz(archive, { maxBytes: NaN })).toThrow(/maxBytes must be a number ≥ 0, got NaN/);
  });

  test('a stream that inflates to more than its claim stops at the claim', () => {
    const zeros = deflateSync(new Uint8Array(1e7));
    const archive = zip([{ method: 8, compressed: zeros, contents: new Uint8Array(136) }]);
    expect(() => readNpz(archive)).toThrow(/claims 136 bytes, more are present|damaged/);
  });
});

const python = '/usr/bin/python3';
const numpyIsHere = spawnSync(python, ['-c', 'import numpy']).status === 0;

test.skipIf(!numpyIsHere)('NumPy reads the archives that are written here', () => {
  const archive = writeNpz({
    größe: toNumericArray([
      [1, 2],
      [3, 4.5],
    ]),
    i: toNumericArray(BigInt64Array.of(-1n)),
  });
  const program =
    'import io, sys, numpy; z = numpy.load(io.BytesIO(sys.stdin.buffer.read())); ' +
    'sys.stdout.buffer.write(repr({k: (z[k].dtype.str, z[k].tolist()) for k in z}).encode())';
  const { stdout } = spawnSync(python, ['-c', program], { input: archive });
  expect(stdout.toString()).toBe("{'größe': ('<f8', [[1.0, 2.0], [3.0, 4.5]]), 'i': ('<i8', [-1])}");
});

describe('what a file is written from', () => {
  // the shapes and types that the README gives: typed arrays are one axis, nested arrays float64, tensors what they are
  test('may be anything that holds numbers', () => {
    const written = readNpz(
      writeNpz({
        typed: Float32Array.of(0.5, 2),
        nested: [
          [1, 2],
          [3, 4],
        ],
        scalar: 7,
        flags: [true, false],
        part: { data: Int8Array.of(1, 2, 3, 4), shape: [2], strides: [2] },
      }),
    );
    expect(Object.values(written).map(({ dtype, shape, data }) => [dtype, shape, [...data]])).toEqual([
      ['float32', [2], [0.5, 2]],
      ['float64', [2, 2], [1, 2, 3, 4]],
      ['float64', [], [7]],
      ['bool', [2], [1, 0]],
      ['int8', [2], [1, 3]],
    ]);
  });

  test('is refused where it holds none', () => {
    expect(() => writeNpy(undefined)).toThrow(ComparisonError);
    expect(() => writeNpz({ a: 'text' })).toThrow(ComparisonError);
    expect(() => writeNpy([1n])).toThrow('bigints have no limit');
  });
});
