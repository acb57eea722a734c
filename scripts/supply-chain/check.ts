import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { auditVerdict } from './audit-verdict.ts';
import { licenceFaults } from './licence-faults.ts';
import { type Lockfile, lockfileFaults, type Manifest } from './lockfile-faults.ts';

/**
 * Checks what this project is made of: `npm run supply-chain`.
 *   pins, hashes, install scripts and licences, from each project's package.json and package-lock.json alone
 *   known vulnerabilities, where the registry answers audits; `--require-audit` makes it a fault where it does not
 */
const PROJECTS = ['.', 'clients/typescript'];
const ROOT = new URL('../../', import.meta.url);
const read = <T>(file: string): T => JSON.parse(readFileSync(new URL(file, ROOT), 'utf8'));
const faults: string[] = [];

for (const project of PROJECTS) {
  const lockfile = read<Lockfile>(`${project}/package-lock.json`);
  const found = [...lockfileFaults(read<Manifest>(`${project}/package.json`), lockfile), ...licenceFaults(lockfile)];
  const packages = Object.keys(lockfile.packages ?? {}).length - 1;
  console.log(
    `supply-chain: ${project}: ${packages} packages, ${found.length} faults in pins, hashes, install scripts and licences`,
  );
  const cwd = new URL(project, ROOT);
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd, encoding: 'utf8', timeout: 120_000 });
  const verdict = auditVerdict(stdout);
  if (verdict.kind === 'not-audited') {
    const told = `known vulnerabilities were not looked up: ${verdict.reason}`;
    if (process.argv.includes('--require-audit')) found.push(told);
    else console.log(`supply-chain: NOT CHECKED: ${told}`);
  } else if (verdict.kind === 'vulnerable') found.push(...verdict.faults);
  else
    console.log(
      `supply-chain: no serious vulnerability is known${verdict.tolerated.map((one) => `\n  minor: ${one}`).join('')}`,
    );
  faults.push(...found.map((fault) => `${project}: ${fault}`));
}

for (const fault of faults) console.error(`supply-chain: ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
