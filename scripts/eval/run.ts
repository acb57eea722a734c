import { dialogueSuite } from './dialogue-suite.ts';
import { writeToPage } from './evaluation-page.ts';
import { injectionSuite } from './injection-suite.ts';
import { knowledgeSuite } from './knowledge-suite.ts';
import { menuSuite } from './menu-suite.ts';
import type { Suite, SuiteResult } from './suite.ts';

/**
 * Runs the evaluations, or those that are named, prints a table each, and writes it into docs/EVALUATION.md.
 *   npm run eval [suite …]
 * On the embedded PostgreSQL, or on a scratch database of the server of DATABASE_URL. Ends with 1 when a suite failed.
 */
const SUITES: readonly Suite[] = [dialogueSuite, injectionSuite, menuSuite, knowledgeSuite];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. There are: ${SUITES.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
for (const suite of SUITES.filter(({ name }) => named.length === 0 || named.includes(name))) {
  const result = await suite.run();
  const markdown = asMarkdown(result);
  console.log(`\n${markdown}`);
  if ('skipped' in result) continue;
  await writeToPage(suite.name, markdown);
  if (result.isFailed === true) process.exitCode = 1;
}

function asMarkdown(result: SuiteResult): string {
  const heading = `## ${result.title}`;
  if ('skipped' in result) return `${heading}\n\nNot run: ${result.skipped}`;
  const table = [result.columns, result.columns.map(() => '---'), ...result.rows];
  const lines = table.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return [heading, lines, ...(result.notes ?? [])].join('\n\n');
}
