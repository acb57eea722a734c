import { spawnSync } from 'node:child_process';

/**
 * Lints both documents with the standard tools. npx fetches them, because they would be a third of all installed
 * packages.
 */
const LINTERS = [
  '@redocly/cli@2.77.0 lint contracts/openapi.yaml --config contracts/lint/redocly.yaml',
  '@stoplight/spectral-cli@6.16.3 lint contracts/openapi.yaml -r contracts/lint/spectral.yaml --fail-severity=warn',
  '@stoplight/spectral-cli@6.16.3 lint contracts/asyncapi.yaml -r contracts/lint/spectral-asyncapi.yaml --fail-severity=warn',
];

for (const linter of LINTERS) {
  const { status } = spawnSync('npx', ['--yes', ...linter.split(' ')], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
