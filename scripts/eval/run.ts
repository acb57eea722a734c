import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { knowledgeSuite } from './knowledge-suite.ts';
import { menuSuite } from './menu-suite.ts';
import { tableOf, withSection } from './report.ts';
import type { Suite } from './suite.ts';

/**
 * Runs the evaluations, or those that are named, prints a table each, and puts it between its markers in the report. A
 * suite that cannot run leaves there what its last run wrote.
 *   npm run eval [suite …]
 * On the embedded PostgreSQL, or on a scratch database of the server of DATABASE_URL.
 */
const SUITES: readonly Suite[] = [menuSuite, knowledgeSuite];
const REPORT = join(import.meta.dirname, '../../docs/EVALUATION.md');

const named = process.argv.slice(2);
const unknown = named.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. There are: ${SUITES.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
for (const { name, run } of SUITES.filter((suite) => named.length === 0 || named.includes(suite.name))) {
  const result = await run();
  console.log(`\n## ${result.title}\n`);
  if ('skipped' in result) {
    console.log(`Skipped: ${result.skipped}`);
    continue;
  }
  const table = tableOf(result);
  console.log(table);
  await writeFile(REPORT, withSection(await readFile(REPORT, 'utf8'), { name, title: result.title, body: table }));
}
