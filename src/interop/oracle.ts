/** The oracle that everybody uses: it reads JavaScript's own numbers and everything that the table of readers recognises. */
import { oracleWith } from '../arithmetic/oracle.ts';
import type { Oracle } from '../arithmetic/oracle.ts';
import { readers } from './readers.ts';

/**
 * The exact results of functions and programs, as enclosures that tighten until a question is decided: `oracle.exp(0.1)`,
 * `oracle.matmul(a, b)`, `oracle((o, x) => o.softmax(x), x)`.
 *
 * @throws DomainError for inputs that are no real numbers and shapes that do not fit; UndecidedError at a limit
 */
export const oracle: Oracle = oracleWith(readers);
