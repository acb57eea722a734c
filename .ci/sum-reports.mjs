// Adds up vitest's JSON reports, and prints what failed and last of all "N passed, N failed". Arguments: the folder of
// the reports, then how many failures beside them have to be counted. Exits with 1 when anything failed.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [folder = '.', otherFailures = '0'] = process.argv.slice(2);
const MAX_MESSAGE = 800;
let passed = 0;
let failed = Number(otherFailures);
for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  for (const file of report.testResults.filter(({ status }) => status === 'failed')) {
    // A file that broke before its first test has no test to count.
    if (file.assertionResults.length === 0) {
      failed += 1;
      print(file.name, '', file.message);
    }
    for (const test of file.assertionResults.filter(({ status }) => status === 'failed')) {
      print(file.name, test.fullName, test.failureMessages[0]);
    }
  }
}

function print(file, test, message) {
  console.log(
    `FAILED ${relative('.', file)} ${test}\n  ${String(message).slice(0, MAX_MESSAGE).replaceAll('\n', '\n  ')}`,
  );
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
