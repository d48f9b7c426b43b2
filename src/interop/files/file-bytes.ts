/** A file's bytes, checked at the door of every reader here. */
import { describe } from '../../compare/describe.ts';
import { isDetached, isShared, typedArrayKind } from '../../compare/typed-arrays.ts';
import { refuseFile } from './file-error.ts';

/**
 * The bytes as a plain `Uint8Array`: a `Buffer` without its overridden methods; bytes that other threads may change are copied, because
 * a size that was checked must still be the size when it is used.
 */
export function fileBytes(bytes: unknown, file: string): Uint8Array {
  const kind = typedArrayKind(bytes);
  if (kind !== 'Uint8Array') {
    refuseFile(
      file,
      `its bytes must come in a Uint8Array (a Buffer is one), got ${describe(bytes)}. Write new Uint8Array(buffer).`,
    );
  }
  const array = bytes as Uint8Array;
  if (isDetached(array))
    refuseFile(file, 'the memory of its bytes was transferred away (detached). Read it before, or a copy.');
  const plain = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return isShared(array) ? plain.slice() : plain;
}

/** A view for multi-byte fields. */
export function fieldsOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A 64-bit field as a number, where float64 holds it. */
export function safeUint64(fields: DataView, position: number): number | undefined {
  const value = fields.getBigUint64(position, true);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined;
}
