import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Writes the types of `@ragline/client`, which the pages of `web/` are checked against. They are made by the client's own
 * development tools, which are installed first. Does nothing when neither those nor the contract have changed.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLIENT = join(ROOT, 'clients/typescript');
const STAMP = join(CLIENT, 'src/generated/.hash');
const INPUTS = [
  'contracts/openapi.yaml',
  'clients/typescript/package-lock.json',
  'clients/typescript/scripts/generate.mjs',
];

const hash = createHash('sha256');
for (const input of INPUTS) hash.update(readFileSync(join(ROOT, input)));
const wanted = hash.digest('hex');

if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== wanted) {
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: CLIENT, stdio: ['ignore', 'ignore', 'inherit'] });
  npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
  npm('run', 'generate');
  writeFileSync(STAMP, wanted);
}
