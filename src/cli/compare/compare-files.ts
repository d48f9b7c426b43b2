/** Two files of numbers, or two folders of them, held against a budget. */
import { join } from 'node:path';
import type { Budget, Comparison } from '../../compare/types.ts';
import { BudgetError, ComparisonError, FormatError, UlpwiseError, UsageError } from '../../errors.ts';
import { compare } from '../../interop/index.ts';
import { arrayFilesIn, readArrayFile } from './array-files.ts';
import { isFolder } from '../paths.ts';
import type { ArrayFile } from './array-files.ts';

/** What became of one pair of files. */
export type FileResult =
  | {
      readonly name: string;
      readonly verdict: 'pass' | 'fail';
      readonly comparison: Comparison;
      readonly actual: ArrayFile;
      readonly reference: ArrayFile;
    }
  | { readonly name: string; readonly verdict: 'error'; readonly error: string };

interface Pair {
  readonly name: string;
  readonly actual: string | null;
  readonly reference: string | null;
}

/**
 * The pairs of files to compare: the two given, or those of two folders by their names relative to the folder.
 *
 * @throws UsageError where there is nothing to compare, or a file is held against a folder
 */
export function pairsOf(actual: string, reference: string, at: (path: string) => string): Pair[] {
  const [left, right] = [at(actual), at(reference)];
  const folders = [isFolder(left), isFolder(right)];
  if (folders[0] !== folders[1]) {
    throw new UsageError(
      `${folders[0] ? actual : reference} is a folder and ${folders[0] ? reference : actual} is a file. Give two files or two folders.`,
    );
  }
  if (!folders[0]) return [{ name: actual, actual: left, reference: right }];
  const [there, here] = [arrayFilesIn(left), arrayFilesIn(right)].map((names) => new Set(names));
  const names = [...new Set([...there, ...here])].sort();
  if (names.length === 0) {
    throw new UsageError(
      `${actual} and ${reference} hold no .npy, .npz or .safetensors files: there is nothing to compare.`,
    );
  }
  return names.map((name) => ({
    name,
    actual: there.has(name) ? join(left, name) : null,
    reference: here.has(name) ? join(right, name) : null,
  }));
}

/**
 * Compares a pair. What cannot be compared is a result too, so that one damaged file does not hide the others.
 *
 * @param rename - what the arrays in files are to be called
 * @throws BudgetError, FormatError: an invalid budget is invalid for all
 */
export function comparePair(
  { name, actual, reference }: Pair,
  budget: Budget,
  rename?: (name: string) => string,
): FileResult {
  const missing = actual === null ? '<actual>' : reference === null ? '<reference>' : undefined;
  if (missing !== undefined) return { name, verdict: 'error', error: `${name}: it is missing in ${missing}.` };
  try {
    const sides = { actual: readArrayFile(actual!, rename), reference: readArrayFile(reference!, rename) };
    const comparison = compare(sides.actual, sides.reference, budget);
    return { name, verdict: comparison.passed ? 'pass' : 'fail', comparison, ...sides };
  } catch (error) {
    if (error instanceof BudgetError || error instanceof FormatError) throw error;
    if (error instanceof ComparisonError) {
      const message = error.message.replace('Write { allowEmpty: true } in the budget', 'Give --allow-empty');
      return { name, verdict: 'error', error: `${name}: ${message}` };
    }
    if (error instanceof UlpwiseError) return { name, verdict: 'error', error: error.message };
    throw error;
  }
}
