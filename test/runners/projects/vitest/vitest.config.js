import { ulpwise } from 'ulpwise/vitest/plugin';

export default { plugins: [ulpwise()], test: { globals: true } };
