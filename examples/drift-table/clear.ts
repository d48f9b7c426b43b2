import { clearPartings } from './partings.ts';
import print from './print.ts';
import { clearRows } from './rows.ts';

/** Before the suites. What it returns is called after them by Vitest; Jest has a setting of its own for that. */
export default function clear(): () => void {
  clearRows();
  clearPartings();
  return print;
}
