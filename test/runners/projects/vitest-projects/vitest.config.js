import { ulpwise } from 'ulpwise/vitest/plugin';

// the plugin twice, a setup file of one's own, one project that inherits all this and one that lists the matchers itself
export default {
  plugins: [ulpwise(), ulpwise()],
  test: {
    globals: true,
    setupFiles: './own.js',
    projects: [
      { extends: true, test: { name: 'inherits' } },
      { plugins: [ulpwise()], test: { name: 'lists', globals: true, setupFiles: ['ulpwise/vitest'] } },
    ],
  },
};
