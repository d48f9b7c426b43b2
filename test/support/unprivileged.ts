/** Work done without the rights of root, to whom no file is unreadable. */
import process from 'node:process';

/** nobody, on every Unix. */
const nobody = 65534;

/** Whether there is a user here who may not read everything. */
export const canBeRefused: boolean = process.getuid !== undefined;

/** Does something as a user who may not read everything. */
export async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid!(nobody);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}
