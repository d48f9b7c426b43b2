/** One way to say that a file is not what it claims to be. */
import { FileFormatError } from '../../errors.ts';

/** Throws a {@link FileFormatError} that names the part of the file. */
export function refuseFile(part: string, wrong: string): never {
  throw new FileFormatError(`${part}: ${wrong}`);
}
