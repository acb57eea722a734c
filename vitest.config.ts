import { fileURLToPath } from 'node:url';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { FileOrder } from './test/support/node/file-order.ts';

/** Where a run also writes its results as JSON, for a summary over several runs. */
const report = process.env.RAGLINE_TEST_REPORT;

/**
 * Integration tests with a separate runtime each: they use its queues, count its metrics, or leave breakers open and
 * limits used up.
 */
const ALONE = [
  'cache',
  'dead-letters',
  'import',
  'load-shedding',
  'login-throttle',
  'metrics',
  'misconfigured',
  'pool',
  'pool-failures',
  'rate-limiter',
  'shared-breakers',
].map((file) => `test/integration/**/${file}.test.ts`);

/**
 * Tests that run inside workerd, as the product does, against the stack that `stack.ts` starts. `shared`: file after
 * file in the same few runtimes, which spares two fifths of the work; what they keep apart by, as in production, is
 * their tenants.
 */
const inWorkerd = (
  name: string,
  files: { include?: string[]; exclude?: string[]; shared?: boolean; withPuppet?: boolean } = {},
) => ({
  plugins: [
    cloudflareTest(async ({ inject }) => ({
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        bindings: { ...inject('bindings'), ...(files.withPuppet ? { OPENAI_API_BASE: inject('puppetModelUrl') } : {}) },
        r2Buckets: ['PICTURES'],
        hyperdrives: { HYPERDRIVE: inject('databaseUrl') },
      },
    })),
  ],
  test: {
    name,
    include: files.include ?? [`test/${name}/**/*.test.ts`],
    exclude: files.exclude ?? [],
    isolate: !files.shared,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

export default defineConfig({
  // `pg` requires its socket at run time, and a required module is resolved by this outer configuration, which
  // does not know the condition "workerd".
  resolve: {
    alias: { 'pg-cloudflare': fileURLToPath(import.meta.resolve('./node_modules/pg-cloudflare/dist/index.js')) },
  },
  test: {
    // One pool for all projects, on two cores: an end-to-end file mostly waits for the system that it started.
    maxWorkers: 3,
    sequence: { sequencer: FileOrder },
    // Here and not in a project: in one it would be loaded as if for workerd.
    globalSetup: ['test/support/node/stack.ts'],
    reporters: report === undefined ? ['default'] : ['default', 'json'],
    ...(report === undefined ? {} : { outputFile: { json: report } }),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'clients/typescript/test/**/*.test.ts'],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      inWorkerd('integration', { exclude: ALONE, shared: true }),
      inWorkerd('integration-alone', { include: ALONE }),
      inWorkerd('dialogue', { shared: true }),
      inWorkerd('puppet', { shared: true, withPuppet: true }),
      inWorkerd('concurrency'),
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
