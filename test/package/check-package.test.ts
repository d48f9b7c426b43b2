import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { runNode } from '../support/project.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const installation = inject('installation');

test('publint and attw find nothing wrong with the tarball', async () => {
  const tarball = readdirSync(installation).find((file) => file.endsWith('.tgz'))!;
  const { status, output } = await runNode(root, [
    'scripts/check-package.mjs',
    '--tarball',
    join(installation, tarball),
  ]);
  expect(output).toContain('All good!');
  expect({ status, output }).toMatchObject({ status: 0 });
});
