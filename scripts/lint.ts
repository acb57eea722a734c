import { spawnSync } from 'node:child_process';

/**
 * Runs the linters in order, and ends with the first failure.
 *   npm run lint [-- --fix]
 *   npm run lint -- types
 */
const CODE = 'workers durable-objects schema contracts scripts test web';
const TYPES = [
  'tsc --noEmit',
  'tsc --noEmit -p scripts/tsconfig.json',
  'tsc --noEmit -p test/e2e/browser/tsconfig.json',
  'tsc --noEmit -p k6/tsconfig.json',
  'node scripts/web/generate-client.ts',
  'tsc --noEmit -p web/tsconfig.json',
  'wrangler types --include-runtime=false --check',
];

const words = process.argv.slice(2);
const style = [
  words.includes('--fix') ? 'biome check --write' : 'biome check',
  `depcruise --config .dependency-cruiser.cjs ${CODE}`,
  'knip --no-config-hints',
];
for (const line of words.includes('types') ? TYPES : [...style, ...TYPES]) {
  const [program = '', ...args] = line.split(' ');
  // npm has put node_modules/.bin on the PATH.
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = status ?? 1;
    break;
  }
}
