/** The files of fixtures/files and what NumPy and PyTorch say is in them (facts.json, made by generate.py there). */
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../fixtures/files/', import.meta.url);

export interface Fact {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Row-major, little-endian, hexadecimal. */
  readonly bytes: string;
}

interface Facts {
  readonly arrays: Readonly<Record<string, Readonly<Record<string, Fact>>>>;
  readonly refused: Readonly<Record<string, string>>;
}

export const facts: Facts = JSON.parse(readFileSync(new URL('facts.json', folder), 'utf8')) as Facts;

export function bytesOfFile(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

export function filesEndingIn(suffix: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(suffix));
}
