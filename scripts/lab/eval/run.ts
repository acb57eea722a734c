import { join } from 'node:path';
import { markdownTable } from '../../pages/markdown-table.ts';
import { writeSection } from '../../pages/page-section.ts';
import { dialogueSuite } from './dialogue-suite.ts';
import { injectionSuite } from './injection-suite.ts';
import { knowledgeSuite } from './knowledge-suite.ts';
import { menuSuite } from './menu-suite.ts';
import { questionsSuite } from './questions-suite.ts';
import { isOffline } from './search-lines.ts';
import type { Suite } from './suite.ts';

/**
 * Runs the evaluations, or those that are named, prints a table each, and puts it between its markers in
 * scripts/lab/EVALUATION.md, unless a server of OPENAI_EMBEDDING_API_BASE makes the vectors. A suite that cannot run leaves
 * there what its last run wrote.
 *   npm run bench -- eval [suite …]
 * On the embedded PostgreSQL, or on a scratch database of the server of DATABASE_URL. Ends with 1 when a suite failed.
 */
const PAGE = join(import.meta.dirname, '../EVALUATION.md');
const SUITES: readonly Suite[] = [dialogueSuite, injectionSuite, menuSuite, questionsSuite, knowledgeSuite];

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
  const { columns, rows, textColumns = 1, notes } = result;
  const text = [markdownTable(columns, rows, { textColumns }), ...notes].join('\n\n');
  console.log(text);
  // The page holds only results that anyone can reproduce.
  if (isOffline) await writeSection(PAGE, name, text);
  if (result.isFailed === true) process.exitCode = 1;
}
