import { knowledgeSuite } from './knowledge-suite.ts';
import { menuSuite } from './menu-suite.ts';
import type { Suite, SuiteResult } from './suite.ts';

/**
 * Runs the evaluations, or those that are named, and prints a table each.
 *   npm run eval [suite …]
 * On the embedded PostgreSQL, or on a scratch database of the server of DATABASE_URL.
 */
const SUITES: readonly Suite[] = [menuSuite, knowledgeSuite];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. There are: ${SUITES.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
for (const suite of SUITES.filter(({ name }) => named.length === 0 || named.includes(name))) {
  print(await suite.run());
}

function print(result: SuiteResult): void {
  console.log(`\n## ${result.title}\n`);
  if ('skipped' in result) {
    console.log(`Not run: ${result.skipped}`);
    return;
  }
  const table = [result.columns, result.columns.map(() => '---'), ...result.rows];
  for (const cells of table) console.log(`| ${cells.join(' | ')} |`);
  for (const note of result.notes ?? []) console.log(`\n${note}`);
}
