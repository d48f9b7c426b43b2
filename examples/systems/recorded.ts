/** What PyTorch and NumPy gave for the three systems: `fixtures/torch/README.md` says what each file holds. */
import { readFileSync } from 'node:fs';
import { readNpz } from 'ulpwise';

type Arrays = ReturnType<typeof readNpz>;

/** The arrays of one file of `fixtures/torch`. The demo runs in the repository's root. */
export function recorded(name: string): Arrays {
  return readNpz(readFileSync(`fixtures/torch/${name}.npz`));
}
