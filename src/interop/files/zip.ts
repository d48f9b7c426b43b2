/** Contents of zip entries, inflated within the size they claim, and archives of stored entries. */
// The build without Node's worker threads: it loads in half the time, and is the same on every engine.
import { inflateSync } from 'fflate/browser';
import { crc32 } from './crc32.ts';
import { fieldsOf } from './file-bytes.ts';
import { refuseFile } from './file-error.ts';
import { utf8Bytes } from './utf8.ts';
import type { ZipEntry } from './zip-directory.ts';

/** Deflate's shortest code for its longest match is 2 bits for 258 bytes: no stream inflates to more than 1032 times its size. */
const mostInflation = 1032;

function inflate(entry: ZipEntry, part: string): Uint8Array {
  if (entry.size > mostInflation * entry.compressed.length) {
    refuseFile(part, `it claims ${entry.size} bytes, more than ${entry.compressed.length} deflated bytes can hold.`);
  }
  // One byte more than claimed shows a stream that yields more.
  let contents: Uint8Array;
  try {
    contents = inflateSync(entry.compressed, { out: new Uint8Array(entry.size + 1) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    refuseFile(part, `its deflated bytes are damaged, or hold more than the ${entry.size} that it claims (${reason}).`);
  }
  return contents;
}

/**
 * What the entry contains.
 *
 * Guarantee: exactly the claimed number of bytes, with the claimed CRC-32. Memory: the claimed size, which is held against the compressed
 * size before anything is allocated. Stored contents share memory with the archive.
 */
export function zipContents(entry: ZipEntry): Uint8Array {
  const part = `zip entry '${entry.name}'`;
  const contents = entry.method === 'stored' ? entry.compressed : inflate(entry, part);
  if (contents.length !== entry.size) {
    const present = contents.length > entry.size ? 'more' : String(contents.length);
    refuseFile(part, `it claims ${entry.size} bytes, ${present} are present.`);
  }
  const crc = crc32(contents);
  if (crc !== entry.crc) {
    const hex = (value: number): string => value.toString(16).padStart(8, '0');
    refuseFile(part, `its CRC-32 is claimed to be ${hex(entry.crc)} and is ${hex(crc)}: the contents are damaged.`);
  }
  return contents;
}

/** Beyond these the format needs its 64-bit form, which is not written. */
const limits = { bytes: 0xffffffff, entries: 0xffff };

/** 1980-01-01 in the format's encoding, so that equal contents give equal archives. */
const epochDate = 0x21;

/** An archive of stored (not compressed) entries, in the order given. */
export function zipArchive(files: readonly { readonly name: string; readonly contents: Uint8Array }[]): Uint8Array {
  const named = files.map(({ name, contents }) => ({
    raw: utf8Bytes(name),
    contents,
    crc: crc32(contents),
  }));
  let localSize = 0;
  let centralSize = 0;
  for (const { raw, contents } of named) {
    if (raw.length > 0xffff) refuseFile('zip archive', `a name of ${raw.length} bytes; 65,535 are the most.`);
    localSize += 30 + raw.length + contents.length;
    centralSize += 46 + raw.length;
  }
  const total = localSize + centralSize + 22;
  if (total >= limits.bytes || named.length >= limits.entries) {
    refuseFile(
      'zip archive',
      `${named.length} entries of ${total} bytes together go beyond 65,534 or 4 GB. Write several files.`,
    );
  }
  const archive = new Uint8Array(total);
  const fields = fieldsOf(archive);
  let local = 0;
  let central = localSize;
  for (const { raw, contents, crc } of named) {
    fields.setUint32(local, 0x04034b50, true);
    writeHeader(fields, local + 4, raw, contents.length, crc);
    archive.set(raw, local + 30);
    archive.set(contents, local + 30 + raw.length);

    fields.setUint32(central, 0x02014b50, true);
    fields.setUint16(central + 4, 20, true);
    writeHeader(fields, central + 6, raw, contents.length, crc);
    fields.setUint32(central + 42, local, true);
    archive.set(raw, central + 46);

    local += 30 + raw.length + contents.length;
    central += 46 + raw.length;
  }
  fields.setUint32(central, 0x06054b50, true);
  fields.setUint16(central + 8, named.length, true);
  fields.setUint16(central + 10, named.length, true);
  fields.setUint32(central + 12, centralSize, true);
  fields.setUint32(central + 16, localSize, true);
  return archive;
}

/** The fields that local headers and directory records share: version, flags (UTF-8 name), method, date, CRC-32, sizes, name length. */
function writeHeader(fields: DataView, at: number, name: Uint8Array, size: number, crc: number): void {
  fields.setUint16(at, 20, true);
  fields.setUint16(at + 2, name.some((byte) => byte >= 0x80) ? 1 << 11 : 0, true);
  fields.setUint16(at + 8, epochDate, true);
  fields.setUint32(at + 10, crc, true);
  fields.setUint32(at + 14, size, true);
  fields.setUint32(at + 18, size, true);
  fields.setUint16(at + 22, name.length, true);
}
