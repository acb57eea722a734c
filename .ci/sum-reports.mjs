// Adds up vitest's JSON reports and prints "N passed, N failed". Arguments: the folder of the reports, then how
// many failures beside them have to be counted. Exits with 1 when anything failed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '.', otherFailures = '0'] = process.argv.slice(2);
let passed = 0;
let failed = Number(otherFailures);
for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  // A file that broke before its first test has no test to count.
  failed += report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
