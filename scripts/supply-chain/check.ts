import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { auditVerdict } from './audit-verdict.ts';
import { licenceFaults } from './licence-faults.ts';
import { type Lockfile, lockfileFaults, type Manifest } from './lockfile-faults.ts';

/**
 * Checks what this project is made of: `npm run supply-chain`.
 *   pins, hashes, install scripts and licences, from package.json and package-lock.json alone
 *   known vulnerabilities, where the registry answers audits; `--require-audit` makes it a fault where it does not
 */
const read = <T>(file: string): T => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
const lockfile = read<Lockfile>('package-lock.json');
const faults = [...lockfileFaults(read<Manifest>('package.json'), lockfile), ...licenceFaults(lockfile)];
const packages = Object.keys(lockfile.packages ?? {}).length - 1;
console.log(
  `supply-chain: ${packages} packages, ${faults.length} faults in pins, hashes, install scripts and licences`,
);

const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', timeout: 120_000 });
const verdict = auditVerdict(stdout);
if (verdict.kind === 'not-audited') {
  const told = `known vulnerabilities were not looked up: ${verdict.reason}`;
  if (process.argv.includes('--require-audit')) faults.push(told);
  else console.log(`supply-chain: NOT CHECKED: ${told}`);
} else if (verdict.kind === 'vulnerable') faults.push(...verdict.faults);
else
  console.log(
    `supply-chain: no serious vulnerability is known${verdict.tolerated.map((one) => `\n  minor: ${one}`).join('')}`,
  );

for (const fault of faults) console.error(`supply-chain: ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
