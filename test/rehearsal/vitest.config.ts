import { defineConfig } from 'vitest/config';

const report = process.env.RAGLINE_TEST_REPORT;

export default defineConfig({
  test: {
    name: 'rehearsal',
    include: ['test/rehearsal/**/*.test.ts'],
    reporters: report === undefined ? ['default'] : ['default', 'json'],
    ...(report === undefined ? {} : { outputFile: { json: report } }),
  },
});
