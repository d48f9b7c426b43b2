import { defineConfig } from 'vitest/config';
import { ulpwise } from 'ulpwise/vitest/plugin';

export default defineConfig({
  plugins: [ulpwise()], // the one line
  test: {
    globals: true, // so that the same suites run under Jest
    include: ['examples/suites/*.test.ts'],
    testTimeout: 60_000, // trainings of 1000 epochs, on whatever machine
    globalSetup: 'examples/drift-table/clear.ts',
  },
});
