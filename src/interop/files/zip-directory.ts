/**
 * The directory of a zip archive: which entries there are and where their bytes lie, every offset and size held against the bytes
 * present and the entry's two headers held against each other.
 *
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.4. One file on one disk, without bytes before the first entry; stored or
 * deflated; 64-bit sizes of entries (which NumPy writes) but no 64-bit directory.
 */
import { fieldsOf, safeUint64 } from './file-bytes.ts';
import { refuseFile } from './file-error.ts';
import { utf8Text } from './utf8.ts';

/** One entry, checked. */
export interface ZipEntry {
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  readonly crc: number;
  /** The bytes as they lie in the archive. */
  readonly compressed: Uint8Array;
  /** Claimed size of the contents. */
  readonly size: number;
}

const file = 'zip archive';

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const sizes = { local: 30, central: 46, end: 22 };
const bits = {
  encrypted: 1,
  sizesFollow: 1 << 3,
  patched: 1 << 5,
  strongEncryption: 1 << 6,
  utf8: 1 << 11,
  masked: 1 << 13,
};

/** Stands in a 32-bit field whose value is in the 64-bit extra field. */
const in64Bits = 0xffffffff;

interface Directory {
  readonly entries: number;
  readonly start: number;
  readonly end: number;
}

/** The end record is the last thing in the archive, before a comment that reaches exactly to the end. */
function findDirectory(bytes: Uint8Array, fields: DataView): Directory {
  const earliest = Math.max(0, bytes.length - sizes.end - 0xffff);
  for (let at = bytes.length - sizes.end; at >= earliest; at--) {
    if (fields.getUint32(at, true) !== signatures.end) continue;
    if (at + sizes.end + fields.getUint16(at + 20, true) !== bytes.length) continue;
    const [disk, firstDisk, here, entries] = [4, 6, 8, 10].map((offset) => fields.getUint16(at + offset, true));
    const size = fields.getUint32(at + 12, true);
    const start = fields.getUint32(at + 16, true);
    if (entries === 0xffff || size === in64Bits || start === in64Bits) {
      refuseFile(
        file,
        'its directory is zip64: 65,535 entries or more, or beyond 4 GB. Save the arrays in several files.',
      );
    }
    if (disk !== 0 || firstDisk !== 0 || here !== entries)
      refuseFile(file, 'it is split over several disks. Join them.');
    if (start + size !== at) {
      refuseFile(
        file,
        `its directory claims bytes ${start} to ${start + size}, but ends at ${at}. The file is cut or joined.`,
      );
    }
    return { entries, start, end: at };
  }
  refuseFile(
    file,
    `it has no end record in ${bytes.length} bytes. It is cut, or no zip archive: numpy.savez writes one.`,
  );
}

/** A header's view of an entry; local headers and directory records have these fields in one order. */
interface Header {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  compressedSize: number;
  size: number;
}

function headerAt(fields: DataView, at: number): Header {
  return {
    flags: fields.getUint16(at, true),
    method: fields.getUint16(at + 2, true),
    crc: fields.getUint32(at + 8, true),
    compressedSize: fields.getUint32(at + 12, true),
    size: fields.getUint32(at + 16, true),
  };
}

/**
 * Takes 64-bit values from the extra field (id 1) for the fields that say so, in the format's order: size, compressed size, and, in the
 * directory, the offset of the local header, which is returned.
 */
function take64Bits(extra: Uint8Array, header: Header, offset: number, part: string): number {
  const wanted = [header.size, header.compressedSize, offset].map((value) => value === in64Bits);
  if (!wanted.includes(true)) return offset;
  const fields = fieldsOf(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const id = fields.getUint16(at, true);
    const length = fields.getUint16(at + 2, true);
    at += 4;
    if (at + length > extra.length) break;
    if (id === 1) {
      let next = at;
      const take = (present: number, is64: boolean): number => {
        if (!is64) return present;
        next += 8;
        const value = next <= at + length ? safeUint64(fields, next - 8) : undefined;
        return value ?? refuseFile(part, 'its 64-bit sizes are cut, or beyond 2^53.');
      };
      header.size = take(header.size, wanted[0]);
      header.compressedSize = take(header.compressedSize, wanted[1]);
      return take(offset, wanted[2]);
    }
    at += length;
  }
  return refuseFile(part, 'it claims 64-bit sizes and does not give them.');
}

function nameOf(bytes: Uint8Array, flags: number): string {
  const ascii = bytes.every((byte) => byte < 0x80);
  const name = ascii || (flags & bits.utf8) !== 0 ? utf8Text(bytes) : undefined;
  return name ?? refuseFile(file, 'an entry has a name that is not UTF-8. Save it under an ASCII name.');
}

function methodOf(header: Header, part: string): ZipEntry['method'] {
  if ((header.flags & (bits.encrypted | bits.strongEncryption | bits.masked)) !== 0) {
    refuseFile(part, 'it is encrypted. Decrypt the archive first.');
  }
  if ((header.flags & bits.patched) !== 0) refuseFile(part, 'it is a patch of another file.');
  if (header.method === 0) return 'stored';
  if (header.method === 8) return 'deflated';
  return refuseFile(
    part,
    `its compression is method ${header.method}; stored (0) and deflated (8) are read. Write it with numpy.savez.`,
  );
}

interface Located extends ZipEntry {
  readonly start: number;
  readonly end: number;
}

/** Reads the local header at `start` and holds it against the directory's record. */
function locate(bytes: Uint8Array, central: Header, rawName: Uint8Array, start: number, limit: number): Located {
  const name = nameOf(rawName, central.flags);
  const part = `zip entry '${name}'`;
  const method = methodOf(central, part);
  const fields = fieldsOf(bytes);
  if (start + sizes.local > limit || fields.getUint32(start, true) !== signatures.local) {
    refuseFile(part, `its header should be at byte ${start}, and there is none before the directory at ${limit}.`);
  }
  const local = headerAt(fields, start + 6);
  const nameLength = fields.getUint16(start + 26, true);
  const nameStart = start + sizes.local;
  const extraStart = nameStart + nameLength;
  const dataStart = extraStart + fields.getUint16(start + 28, true);
  const end = dataStart + central.compressedSize;
  if (end > limit) {
    refuseFile(part, `it claims ${central.compressedSize} bytes, ${Math.max(0, limit - dataStart)} are present.`);
  }
  const sameName = nameLength === rawName.length && rawName.every((byte, i) => bytes[nameStart + i] === byte);
  if (!sameName || local.flags !== central.flags || local.method !== central.method) {
    refuseFile(part, 'its header and the directory disagree in name, flags or method.');
  }
  take64Bits(bytes.subarray(extraStart, dataStart), local, 0, part);
  // Where sizes follow the data the header may leave them 0: the directory has them.
  const follow = (local.flags & bits.sizesFollow) !== 0;
  for (const key of ['crc', 'compressedSize', 'size'] as const) {
    if (local[key] !== central[key] && !(follow && local[key] === 0)) {
      refuseFile(part, `its header and the directory disagree: ${key} ${local[key]} and ${central[key]}.`);
    }
  }
  if (method === 'stored' && central.size !== central.compressedSize) {
    refuseFile(part, `it is stored, yet claims ${central.size} bytes in ${central.compressedSize}.`);
  }
  return { name, method, crc: central.crc, compressed: bytes.subarray(dataStart, end), size: central.size, start, end };
}

function refuseOverlaps(entries: readonly Located[]): void {
  const sorted = [...entries].sort((a, b) => a.start - b.start);
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i].start < sorted[i - 1].end) {
      refuseFile(file, `its entries '${sorted[i - 1].name}' and '${sorted[i].name}' share bytes.`);
    }
  }
}

/**
 * The entries of the archive, in the directory's order.
 *
 * Guarantee: the bytes of all entries lie inside the archive and apart from each other, so together they are no more than the archive;
 * names differ. The claimed sizes of contents are not yet borne out: see `zipContents`.
 *
 * @throws FileFormatError for everything else.
 */
export function zipEntries(bytes: Uint8Array): readonly ZipEntry[] {
  const fields = fieldsOf(bytes);
  const directory = findDirectory(bytes, fields);
  const entries: Located[] = [];
  const names = new Set<string>();
  let at = directory.start;
  for (let index = 0; index < directory.entries; index++) {
    if (at + sizes.central > directory.end || fields.getUint32(at, true) !== signatures.central) {
      refuseFile(file, `its directory claims ${directory.entries} entries, ${index} are present.`);
    }
    const header = headerAt(fields, at + 8);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => fields.getUint16(at + offset, true));
    const nameStart = at + sizes.central;
    const next = nameStart + nameLength + extraLength + commentLength;
    if (next > directory.end)
      refuseFile(file, `entry ${index} of its directory claims ${next - at} bytes, ${directory.end - at} are present.`);
    const rawName = bytes.subarray(nameStart, nameStart + nameLength);
    const extra = bytes.subarray(nameStart + nameLength, nameStart + nameLength + extraLength);
    const start = take64Bits(extra, header, fields.getUint32(at + 42, true), `${file}, entry ${index}`);
    const entry = locate(bytes, header, rawName, start, directory.start);
    if (names.has(entry.name)) refuseFile(file, `it has two entries named '${entry.name}'.`);
    names.add(entry.name);
    entries.push(entry);
    at = next;
  }
  if (at !== directory.end) {
    refuseFile(
      file,
      `its directory has ${directory.end - at} bytes beyond the ${directory.entries} entries that it claims.`,
    );
  }
  refuseOverlaps(entries);
  return entries;
}
