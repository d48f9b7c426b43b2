import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/package/**', 'test/compat/**', 'test/runners/**'],
          globalSetup: ['test/support/build-kernels.ts'],
        },
      },
      {
        // child processes against the packed tarball: slow to start, so they have time, and two at once fill a small machine
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts', 'test/compat/*.test.ts', 'test/runners/*.test.ts'],
          globalSetup: ['test/package/pack.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
