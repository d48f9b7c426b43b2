import { defineConfig } from 'vitest/config';
import { ulpwise } from 'ulpwise/vitest/plugin';

export default defineConfig({ plugins: [ulpwise()], test: { globals: true, include: ['*.test.js'] } });
